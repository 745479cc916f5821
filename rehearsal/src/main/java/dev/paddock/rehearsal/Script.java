package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What a model says in a rehearsal, for any number of conversations at once. Immutable. The form is described in
 * {@code docs/rehearsal.md}.
 */
public final class Script {
    private static final Set<String> BUILTIN = Set.of("demo", "default");

    private final String name;
    private final List<Dialogue> dialogues;

    Script(String name, List<Dialogue> dialogues) {
        this.name = name;
        this.dialogues = List.copyOf(dialogues);
    }

    /**
     * Reads a script of at most 1 MiB.
     *
     * @throws ScriptException naming line and field, when it isn't one
     */
    public static Script parse(String yaml) {
        return ScriptParser.parse(yaml);
    }

    /**
     * A script that comes with Paddock: {@code demo} fixes the two failing tests of the {@link SampleProject};
     * {@code default} takes any goal in any repository, looks around and leaves a file {@code REHEARSAL.md}.
     *
     * @throws ScriptException when there is none of that name
     */
    public static Script builtin(String name) {
        if (!BUILTIN.contains(name)) {
            throw new ScriptException(0, "", "no built-in script '" + name + "'; there are default and demo");
        }
        try (InputStream in = Script.class.getResourceAsStream("scripts/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("resource missing: scripts/" + name + ".yaml");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    List<Dialogue> dialogues() {
        return dialogues;
    }

    @Override
    public String toString() {
        return "script " + name;
    }
}
