package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The habits of the Codex program: which of its requests are asides, which texts are its own, and its tools. Observed
 * with codex 0.166.0; texts that it doesn't know count as the user's.
 */
final class Codex implements Habits {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PATCH = "apply_patch";
    private static final String COMMAND = "exec_command";

    /** How messages begin that Codex writes in the user's name. */
    private static final List<String> OWN = List.of(
            "<environment_context>",
            "<user_instructions>",
            "<skill>",
            "<subagent_notification>",
            "<user_shell_command>",
            "# AGENTS.md instructions");

    /** The answer to a request beside the conversation: a title, a judgement of an action. Null for all others. */
    static @Nullable String aside(ResponsesRequest request) {
        return request.format() == null
                ? null
                : Schemas.example(request.format(), Schemas.title(request.lastText(), "first message:\n"))
                        .toString();
    }

    static Conversation conversation(ResponsesRequest request) {
        List<Conversation.Entry> entries = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        boolean answering = false;
        for (ResponsesRequest.Item item : request.items()) {
            switch (item.kind()) {
                case ANSWER -> {
                    answering = true;
                    texts.addAll(item.texts());
                }
                case RESULT, USER, OWN -> {
                    if (answering && item.kind() != ResponsesRequest.Kind.OWN) {
                        entries.add(new Conversation.Entry.Answer(texts));
                        texts.clear();
                        answering = false;
                    }
                    other(item, entries);
                }
            }
        }
        if (answering) {
            // What was complete of an answer that broke off; a whole one is followed by something.
            entries.add(new Conversation.Entry.Answer(texts));
            entries.add(new Conversation.Entry.CutOff());
        }
        return Conversation.of(entries, false);
    }

    private static void other(ResponsesRequest.Item item, List<Conversation.Entry> entries) {
        switch (item.kind()) {
            case RESULT -> entries.add(new Conversation.Entry.ToolResults());
            case USER -> {
                boolean apart = true;
                for (String text : item.texts()) {
                    if (OWN.stream().noneMatch(text.strip()::startsWith)) {
                        entries.add(new Conversation.Entry.User(text.strip(), apart));
                        apart = false;
                    }
                }
            }
            case OWN -> {
                if (item.texts().stream().anyMatch(text -> text.startsWith("<turn_aborted>"))) {
                    entries.add(new Conversation.Entry.Interrupted());
                }
            }
            case ANSWER -> {
                // Gathered where it ends.
            }
        }
    }

    @Override
    public String name() {
        return "codex";
    }

    @Override
    public boolean has(Set<String> offered) {
        return offered.contains(COMMAND);
    }

    @Override
    public Optional<Part.ToolCall> plan(Part.Plan plan, Set<String> offered) {
        if (!offered.contains("update_plan")) {
            return Optional.empty();
        }
        var input = JSON.objectNode();
        var steps = input.putArray("plan");
        plan.entries()
                .forEach(entry -> steps.addObject().put("step", entry.title()).put("status", entry.status()));
        return Optional.of(new Part.ToolCall("update_plan", input, false));
    }

    /** Codex reads files by commands, and changes them by patches. */
    @Override
    public Part.ToolCall act(Part.Act act) {
        return switch (act) {
            case Part.Act.Run run -> command(run.command());
            case Part.Act.Read read -> command("cat '" + read.path().replace("'", "'\\''") + "'");
            case Part.Act.Write write -> patch("*** Add File: " + write.path() + "\n" + lines('+', write.content()));
            case Part.Act.Edit edit ->
                patch("*** Update File: " + edit.path() + "\n@@\n" + lines('-', edit.old()) + lines('+', edit.now()));
        };
    }

    private static Part.ToolCall command(String command) {
        return new Part.ToolCall(COMMAND, JSON.objectNode().put("cmd", command).put("yield_time_ms", 30_000), false);
    }

    private static Part.ToolCall patch(String hunk) {
        return new Part.ToolCall(PATCH, JSON.stringNode("*** Begin Patch\n" + hunk + "*** End Patch\n"), false);
    }

    private static String lines(char mark, String text) {
        StringBuilder marked = new StringBuilder();
        text.lines().forEach(line -> marked.append(mark).append(line).append('\n'));
        return marked.toString();
    }
}
