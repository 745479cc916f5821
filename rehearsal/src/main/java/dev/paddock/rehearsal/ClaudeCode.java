package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The habits of the Claude Code program: which of its requests belong to the conversation, which are asides, and
 * which texts in a user's message are its own. Observed with claude 2.1.185 and 2.1.316; texts that it doesn't know
 * count as the user's.
 */
final class ClaudeCode implements Habits {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String REMINDER = "<system-reminder>";
    private static final String REMINDER_END = "</system-reminder>";
    private static final String DEFERRED = "The following deferred tools";

    /**
     * The answer to a request that is not part of the conversation: a title, a suggestion, a summary, a probe of the
     * quota, a question to a small model. Null for the conversation itself and for sub-agents.
     */
    static @Nullable String aside(AnthropicRequest request) {
        String last = lastUserText(request);
        if (request.format() != null && request.tools().isEmpty()) {
            return Schemas.example(request.format(), Schemas.title(last, "<session>"))
                    .toString();
        }
        if (last.startsWith("[SUGGESTION MODE:")) {
            return "show me the diff";
        }
        if (last.contains("create a detailed summary of the conversation")) {
            return "<summary>This was a rehearsal: a script answered, no model.</summary>";
        }
        if (request.maxTokens() == 1) {
            return "#";
        }
        boolean ownSystem = request.system().contains("x-anthropic-billing-header")
                || request.system().contains("Claude Code")
                || request.system().contains("Claude Agent SDK");
        boolean small = request.model().toLowerCase(Locale.ROOT).contains("haiku");
        return request.tools().isEmpty() && (ownSystem || small) ? "Rehearsal" : null;
    }

    static Conversation conversation(AnthropicRequest request) {
        List<Conversation.Entry> entries = new ArrayList<>();
        for (AnthropicRequest.Message message : request.messages()) {
            switch (message.role()) {
                case "assistant" ->
                    entries.add(new Conversation.Entry.Answer(message.blocks().stream()
                            .filter(block -> block.type().equals("text"))
                            .map(AnthropicRequest.Block::text)
                            .toList()));
                case "user" -> user(message.blocks(), entries);
                default -> {
                    // The program's own remarks in the middle of a conversation.
                }
            }
        }
        return Conversation.of(entries, request.system().contains("cc_is_subagent=true"));
    }

    /** The tools in the request, and those which it names as callable without giving their schemas. */
    static Set<String> offered(AnthropicRequest request) {
        Set<String> offered = new TreeSet<>(request.tools());
        if (request.tools().isEmpty()) {
            return offered;
        }
        for (AnthropicRequest.Message message : request.messages()) {
            if (!message.role().equals("assistant")) {
                for (AnthropicRequest.Block block : message.blocks()) {
                    int at = block.text().indexOf(DEFERRED);
                    if (at >= 0) {
                        block.text()
                                .substring(at)
                                .lines()
                                .skip(1)
                                .takeWhile(line -> !line.isBlank())
                                .map(String::strip)
                                .forEach(offered::add);
                    }
                }
            }
        }
        return offered;
    }

    @Override
    public String name() {
        return "claude";
    }

    @Override
    public boolean has(Set<String> offered) {
        return offered.contains("Bash");
    }

    /** {@code TodoWrite}: its ACP adapter shows the call as a plan, whether the tool is switched on or not. */
    @Override
    public Optional<Part.ToolCall> plan(Part.Plan plan, Set<String> offered) {
        var input = JSON.objectNode();
        var todos = input.putArray("todos");
        plan.entries()
                .forEach(entry -> todos.addObject()
                        .put("content", entry.title())
                        .put("status", entry.status())
                        .put("activeForm", entry.title()));
        return Optional.of(new Part.ToolCall("TodoWrite", input, false));
    }

    @Override
    public Part.ToolCall act(Part.Act act) {
        return switch (act) {
            case Part.Act.Run run ->
                new Part.ToolCall(
                        "Bash",
                        run.why().isEmpty()
                                ? JSON.objectNode().put("command", run.command())
                                : JSON.objectNode()
                                        .put("command", run.command())
                                        .put("description", run.why()),
                        false);
            case Part.Act.Read read ->
                new Part.ToolCall("Read", JSON.objectNode().put("file_path", read.path()), false);
            case Part.Act.Write write ->
                new Part.ToolCall(
                        "Write",
                        JSON.objectNode().put("file_path", write.path()).put("content", write.content()),
                        false);
            case Part.Act.Edit edit ->
                new Part.ToolCall(
                        "Edit",
                        JSON.objectNode()
                                .put("file_path", edit.path())
                                .put("old_string", edit.old())
                                .put("new_string", edit.now()),
                        false);
        };
    }

    private static void user(List<AnthropicRequest.Block> blocks, List<Conversation.Entry> entries) {
        boolean apart = false;
        for (AnthropicRequest.Block block : blocks) {
            entry(block, apart, entries);
            // The program joins messages with nothing in between into one, and marks the seam by a line's end.
            apart = block.text().endsWith("\n");
        }
    }

    private static void entry(AnthropicRequest.Block block, boolean apart, List<Conversation.Entry> entries) {
        if (block.type().equals("tool_result")) {
            entries.add(new Conversation.Entry.ToolResults());
            return;
        }
        String text = withoutReminders(block.text()).strip();
        if (text.startsWith("[Request interrupted by user")) {
            entries.add(new Conversation.Entry.Interrupted());
        } else if (text.startsWith("Your response above was cut off mid-stream.")) {
            entries.add(new Conversation.Entry.CutOff());
        } else if (!text.isEmpty()
                && !text.equals("(no content)")
                && !text.startsWith("[Your previous response had no visible output")
                && !text.startsWith("<local-command-")) {
            entries.add(new Conversation.Entry.User(text, apart));
        }
    }

    private static String withoutReminders(String text) {
        String rest = text;
        for (int from = rest.indexOf(REMINDER); from >= 0; from = rest.indexOf(REMINDER)) {
            int end = rest.indexOf(REMINDER_END, from);
            rest = rest.substring(0, from) + (end < 0 ? "" : rest.substring(end + REMINDER_END.length()));
        }
        return rest;
    }

    private static String lastUserText(AnthropicRequest request) {
        AnthropicRequest.Message message = request.messages().getLast();
        if (!message.role().equals("user") || message.blocks().isEmpty()) {
            return "";
        }
        return message.blocks().getLast().text().strip();
    }
}
