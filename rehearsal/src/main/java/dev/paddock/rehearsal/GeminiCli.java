package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The habits of the Gemini CLI program: which of its requests are asides, which texts are its own, and its tools.
 * Observed with 0.61.0; texts that it doesn't know count as the user's. After an answer that broke off it asks again as if
 * nothing had come.
 */
final class GeminiCli implements Habits {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String COMMAND = "run_shell_command";

    /** How texts begin that the program writes in the user's name. */
    private static final List<String> OWN = List.of("<session_context>", "<hook_context>", "<state_snapshot>");

    /**
     * The answer to a request beside the conversation: which model to take, who speaks next, a summary. Null for all
     * others.
     */
    static @Nullable String aside(GeminiRequest request, boolean stream) {
        if (request.format() != null) {
            return Schemas.example(request.format(), "rehearsal").toString();
        }
        return !stream && request.tools().isEmpty() ? "This was a rehearsal: a script answered, no model." : null;
    }

    static Conversation conversation(GeminiRequest request) {
        List<Conversation.Entry> entries = new ArrayList<>();
        for (GeminiRequest.Content content : request.contents()) {
            if (content.answer()) {
                entries.add(new Conversation.Entry.Answer(content.fragments().stream()
                        .map(GeminiRequest.Fragment::text)
                        .filter(text -> !text.isEmpty())
                        .toList()));
            } else {
                user(content, entries);
            }
        }
        return Conversation.of(entries, false);
    }

    private static void user(GeminiRequest.Content content, List<Conversation.Entry> entries) {
        boolean apart = true;
        for (GeminiRequest.Fragment fragment : content.fragments()) {
            String text = fragment.text().strip();
            if (fragment.result()) {
                entries.add(new Conversation.Entry.ToolResults());
            } else if (!text.isEmpty() && OWN.stream().noneMatch(text::startsWith)) {
                entries.add(new Conversation.Entry.User(text, apart));
                apart = false;
            }
        }
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public boolean has(Set<String> offered) {
        return offered.contains(COMMAND);
    }

    @Override
    public Optional<Part.ToolCall> plan(Part.Plan plan, Set<String> offered) {
        if (!offered.contains("write_todos")) {
            return Optional.empty();
        }
        var input = JSON.objectNode();
        var todos = input.putArray("todos");
        plan.entries()
                .forEach(entry ->
                        todos.addObject().put("description", entry.title()).put("status", entry.status()));
        return Optional.of(new Part.ToolCall("write_todos", input, false));
    }

    @Override
    public Part.ToolCall act(Part.Act act) {
        return switch (act) {
            case Part.Act.Run run ->
                new Part.ToolCall(
                        COMMAND, JSON.objectNode().put("command", run.command()).put("description", run.why()), false);
            case Part.Act.Read read ->
                new Part.ToolCall("read_file", JSON.objectNode().put("file_path", read.path()), false);
            case Part.Act.Write write ->
                new Part.ToolCall(
                        "write_file",
                        JSON.objectNode().put("file_path", write.path()).put("content", write.content()),
                        false);
            case Part.Act.Edit edit ->
                new Part.ToolCall(
                        "replace",
                        JSON.objectNode()
                                .put("file_path", edit.path())
                                .put("instruction", "Replace these lines in " + edit.path())
                                .put("old_string", edit.old())
                                .put("new_string", edit.now()),
                        false);
        };
    }
}
