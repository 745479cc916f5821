package dev.paddock.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is known of a run from its events so far. Every text it gives is safe for a terminal. Not safe for several threads. */
final class RunProgress {
    private static final Set<String> ENDED = Set.of("finished", "failed", "cancelled");
    private static final int MAX_TEXT = 16_384;
    private static final int MAX_TOOLS = 200;

    private final String id;
    private final String label;
    private final long endsAfter;
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final StringBuilder message = new StringBuilder();
    private final Usage usage = new Usage();

    private String state;
    private String reason = "";
    private String problem = "";
    private String messageId = "";
    private boolean messageOver;
    private long seq;
    private @Nullable Instant begun;
    private @Nullable Instant ended;
    private @Nullable Instant waitsSince;
    private Duration waited = Duration.ZERO;
    private String waiting = "";

    /**
     * @param id of the run
     * @param label what a person calls it
     * @param state as last known
     * @param endsAfter its events up to this one are history: an end among them was not the last
     */
    RunProgress(String id, String label, String state, long endsAfter) {
        this.id = id;
        this.label = Sanitiser.line(label);
        this.state = state;
        this.endsAfter = endsAfter;
    }

    /** A tool call: its title, and whether it is going on, went well or failed. */
    record Tool(String title, String status) {
        boolean isOver() {
            return "completed".equals(status) || "failed".equals(status);
        }
    }

    void apply(JsonNode event) {
        seq = Math.max(seq, Json.number(event, "seq"));
        Instant time = time(event);
        if (begun == null) {
            begun = time;
        }
        switch (Json.text(event, "type")) {
            case "state" -> state(event, time);
            case "prompt" -> {
                // Someone spoke to a run that had ended: it is about to go on.
                state = ENDED.contains(state) ? "preparing" : state;
                ended = null;
            }
            case "text" -> text(event);
            case "tool" -> tool(event);
            case "usage" -> usage.add(event);
            case "error" -> problem = Json.safe(event, "message");
            case "limit" -> problem = Json.safe(event, "text");
            default -> {
                // Kinds that say nothing about progress, and kinds of a newer server.
            }
        }
    }

    String id() {
        return id;
    }

    String label() {
        return label;
    }

    String state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /** The last error that was reported, or an empty text. */
    String problem() {
        return problem;
    }

    Usage usage() {
        return usage;
    }

    /** Whether it ended, for as much as was asked of it. */
    boolean hasEnded() {
        return ENDED.contains(state) && seq >= endsAfter;
    }

    /** What the agent wrote last. */
    String message() {
        return Sanitiser.text(message.toString()).strip();
    }

    /** The last line of it, for showing while it writes. */
    String lastLine() {
        String text = message.toString().stripTrailing();
        return Sanitiser.line(text.substring(text.lastIndexOf('\n') + 1)).strip();
    }

    /** The tool that works now, else the last one; null before the first. */
    @Nullable
    Tool tool() {
        Tool last = null;
        for (Tool tool : tools.values()) {
            if (last == null || last.isOver() || !tool.isOver()) {
                last = tool;
            }
        }
        return last;
    }

    /** Since it began, without the time for which it waited. */
    Duration elapsed() {
        Instant from = begun;
        if (from == null) {
            return Duration.ZERO;
        }
        Instant to = ended == null ? Instant.now() : ended;
        Duration now = waitsSince == null ? Duration.ZERO : Duration.between(waitsSince, to);
        return Duration.between(from, to).minus(waited).minus(now);
    }

    /** Whether it waits for a person's approval. */
    boolean asks() {
        return "waiting".equals(state) && "approval".equals(waiting);
    }

    private void state(JsonNode event, @Nullable Instant time) {
        state = Json.text(event, "state");
        waiting = Json.safe(event, "waiting");
        if (waitsSince != null && time != null) {
            waited = waited.plus(Duration.between(waitsSince, time));
        }
        waitsSince = "waiting".equals(state) ? time : null;
        String why = Json.safe(event, "reason");
        String until = Times.until(Json.text(event, "until"));
        reason = waiting.isEmpty() ? why : why.isEmpty() ? waiting : waiting + ": " + why;
        reason = until.isEmpty() ? reason : "until " + until + ": " + reason;
        ended = ENDED.contains(state) ? time : null;
    }

    private void text(JsonNode event) {
        String id = Json.text(event, "message");
        if (messageOver || !id.equals(messageId)) {
            message.setLength(0);
            messageOver = false;
            messageId = id;
        }
        message.append(Json.text(event, "text"));
        if (message.length() > MAX_TEXT) {
            message.delete(0, message.length() - MAX_TEXT);
        }
    }

    private void tool(JsonNode event) {
        messageOver = true;
        String id = Json.text(event, "id");
        Tool before = tools.getOrDefault(id, new Tool("", "pending"));
        String title = Json.safe(event, "title");
        String status = Json.text(event, "status");
        Tool after = new Tool(title.isEmpty() ? before.title() : title, status.isEmpty() ? before.status() : status);
        tools.put(id, after);
        if (tools.size() > MAX_TOOLS) {
            tools.remove(tools.keySet().iterator().next());
        }
    }

    static @Nullable Instant time(JsonNode event) {
        try {
            return Instant.parse(Json.text(event, "time"));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
