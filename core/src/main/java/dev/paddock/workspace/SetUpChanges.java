package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.ConfinedGit;
import dev.paddock.git.GitEnvironment;
import dev.paddock.git.Piping;
import dev.paddock.process.Outcome;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a set-up script changed of what git would collect. A run's collecting leaves out what is still as the script left it, so that it does not look like
 * the agent's work. Ignored files play no part: they are never collected.
 */
public final class SetUpChanges {
    private static final String SCRIPT = ConfinedGit.script(SetUpChanges.class, "changes.sh");
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_EXCLUDED = 10_000;
    private static final String MADE = "made";
    private static final String GONE = "gone";

    private SetUpChanges() {}

    /** Where collecting finds the lists inside. */
    static final String INSIDE = "/paddock/set-up";

    /**
     * Lists them, as files by name: {@code made} has an index entry and {@code gone} a path for each, ended by NUL.
     *
     * @param sandbox the set-up's, whose script has ended
     */
    public static Map<String, byte[]> list(Sandbox sandbox, Workspace workspace) {
        try {
            Collecting.fresh(workspace);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write to " + workspace.collecting(), e);
        }
        Exec exec = new Exec(
                ConfinedGit.line("changes", SCRIPT, List.of(workspace.base())),
                GitEnvironment.with(Map.of(
                        "GIT_DIR",
                        Inside.COLLECT + "/git",
                        "GIT_INDEX_FILE",
                        Inside.COLLECT + "/index",
                        "GIT_WORK_TREE",
                        Inside.WORKSPACE,
                        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                        Inside.OBJECTS)),
                "/",
                true,
                List.of(Bind.writable(workspace.collecting(), Inside.COLLECT)));
        Outcome outcome = Piping.finish(List.of("git"), sandbox.start(exec), new byte[0], TIME, MOST_BYTES)
                .orThrow("could not list what the set-up script made");
        if (outcome.output().length >= MOST_BYTES) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    "the set-up script leaves too many files that .gitignore does not name; name their directories there");
        }
        return parse(outcome.output());
    }

    /** Of git's raw format: {@code :mode mode object object status}, NUL, path, NUL. */
    static Map<String, byte[]> parse(byte[] raw) {
        // One byte a character, whatever the names are made of.
        String[] records = new String(raw, StandardCharsets.ISO_8859_1).split("\0");
        StringBuilder made = new StringBuilder();
        StringBuilder gone = new StringBuilder();
        for (int i = 0; i + 1 < records.length; i += 2) {
            String[] words = records[i].split(" ");
            String path = records[i + 1];
            if (words.length == 5 && words[4].startsWith("D")) {
                gone.append(path).append('\0');
            } else if (words.length == 5 && !words[1].equals("160000")) {
                made.append(words[1])
                        .append(' ')
                        .append(words[3])
                        .append(" 0\t")
                        .append(path)
                        .append('\0');
            }
        }
        return Map.of(
                MADE,
                made.toString().getBytes(StandardCharsets.ISO_8859_1),
                GONE,
                gone.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Has the git of a new run's agent ignore what the script made, so that {@code git add -A} does not take it. */
    public static void exclude(Workspace workspace, Path changes) {
        try {
            String made = new String(Files.readAllBytes(changes.resolve(MADE)), StandardCharsets.ISO_8859_1);
            StringBuilder lines = new StringBuilder();
            int count = 0;
            for (String entry : made.split("\0")) {
                String path = entry.substring(entry.indexOf('\t') + 1);
                if (!path.isEmpty() && path.indexOf('\n') < 0 && count++ < MOST_EXCLUDED) {
                    lines.append('/')
                            .append(path.replaceAll("([\\\\*?\\[ ])", "\\\\$1"))
                            .append('\n');
                }
            }
            Path info = workspace.gitDirectory().resolve("info");
            Files.createDirectories(info);
            Files.write(info.resolve("exclude"), lines.toString().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write to " + workspace.gitDirectory(), e);
        }
    }
}
