package dev.paddock.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Turns a run's events into lines for people. Chunks of text are gathered into whole lines; a tool call is told when it is over. Every line is
 * safe for a terminal. Not safe for several threads.
 */
final class Transcript {
    private static final int MAX_TOOLS = 1000;
    private static final int MAX_PARTIAL = 4000;

    private final Map<String, RunProgress.Tool> tools = new LinkedHashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private Kind partialKind = Kind.TEXT;

    /** What a line tells; decides how it looks. */
    enum Kind {
        STATE,
        PROMPT,
        TEXT,
        THOUGHT,
        TOOL,
        FAILED_TOOL,
        PLAN,
        DENIED,
        COLLECTED,
        ASKS,
        ERROR,
        NOTE
    }

    /** One line, safe for a terminal. */
    record Line(Kind kind, String text) {
        String show(Style style) {
            return switch (kind) {
                case STATE -> style.cyan("● " + text);
                case PROMPT -> style.bold("» " + text);
                case TEXT -> "  " + text;
                case THOUGHT -> style.dim("  " + text);
                case TOOL -> style.green("✓") + " " + text;
                case FAILED_TOOL -> style.red("✗") + " " + text;
                case PLAN -> style.blue("☰") + " " + text;
                case DENIED -> style.yellow("⊘ " + text);
                case COLLECTED -> style.green("⎇ " + text);
                case ASKS -> style.yellow("? ") + text;
                case ERROR -> style.red("! " + text);
                case NOTE -> style.dim("· " + text);
            };
        }
    }

    /** The lines that this event completes. */
    List<Line> accept(JsonNode event) {
        List<Line> lines = new ArrayList<>();
        String type = Json.text(event, "type");
        switch (type) {
            case "text" -> gather(Kind.TEXT, Json.text(event, "text"), lines);
            case "thought" -> gather(Kind.THOUGHT, Json.text(event, "text"), lines);
            case "usage", "context", "mode", "commands", "tunnel", "unknown" -> {
                // Shown as totals, or not at all; they come in the middle of a text.
            }
            default -> {
                if (!isModelRequest(event)) {
                    flush(lines);
                    whole(type, event, lines);
                }
            }
        }
        return lines;
    }

    /** What is left of an unfinished line. */
    List<Line> finish() {
        List<Line> lines = new ArrayList<>();
        flush(lines);
        return lines;
    }

    private void whole(String type, JsonNode event, List<Line> lines) {
        switch (type) {
            case "state" -> {
                String waiting = Json.safe(event, "waiting");
                lines.add(new Line(
                        Kind.STATE,
                        Json.safe(event, "state")
                                + (waiting.isEmpty() ? "" : " for " + waiting)
                                + until(event)
                                + because(event, "reason")));
            }
            case "prompt" -> addAll(lines, Kind.PROMPT, Json.text(event, "text"));
            case "tool" -> tool(event, lines);
            case "plan" -> plan(event, lines);
            case "verdict" -> {
                String verdict = Json.safe(event, "verdict");
                Kind kind = "allow".equals(verdict) ? Kind.NOTE : Kind.DENIED;
                long times = Json.number(event, "times");
                lines.add(new Line(
                        kind,
                        verdict + " " + Json.safe(event, "host") + ":" + Json.safe(event, "port")
                                + (times > 1 ? " " + times + " times" : "") + because(event, "rule")));
            }
            case "egress" -> {
                lines.add(new Line(
                        Kind.NOTE,
                        "egress " + Json.safe(event, "change") + " " + Json.safe(event, "rule")
                                + because(event, "level")));
                String warning = Json.safe(event, "warning");
                if (!warning.isEmpty()) {
                    lines.add(new Line(Kind.ERROR, "warning: " + warning));
                }
            }
            case "collected" -> collected(event, lines);
            case "permission" -> permission(event, lines);
            case "superseded" -> lines.add(new Line(Kind.NOTE, "cut off here; it begins again"));
            case "mode-set" ->
                lines.add(new Line(Kind.NOTE, "mode " + Json.safe(event, "mode") + because(event, "by")));
            case "agent" -> {
                String code = Json.safe(event, "exitCode");
                lines.add(new Line(
                        Kind.NOTE,
                        "agent " + Json.safe(event, "what") + (code.isEmpty() ? "" : " with " + code)
                                + because(event, "detail")));
            }
            case "cleaned" ->
                lines.add(new Line(
                        Kind.NOTE, "cleaned up: its " + Json.safe(event, "what") + " went" + because(event, "reason")));
            case "environment" -> environment(event, lines);
            case "limit" -> {
                boolean ends = event.path("ends").asBoolean(false);
                lines.add(new Line(
                        ends ? Kind.ERROR : Kind.DENIED,
                        "limit " + Json.safe(event, "limit") + ": " + Json.safe(event, "text")));
                lines.add(new Line(Kind.NOTE, Json.safe(event, "advice")));
            }
            case "error" -> addAll(lines, Kind.ERROR, Json.text(event, "message"));
            default -> lines.add(new Line(Kind.NOTE, Sanitiser.line(type)));
        }
    }

    private static void permission(JsonNode event, List<Line> lines) {
        boolean asks = Json.optional(event, "answer") == null;
        if (!asks) {
            String by = Json.safe(event, "by");
            String reason = Json.safe(event, "reason");
            lines.add(new Line(
                    Kind.NOTE,
                    "permission: " + Json.safe(event, "title") + " → " + Json.safe(event, "answer")
                            + ("policy".equals(by) ? "" : ", by " + by)
                            + (reason.isEmpty() ? "" : " (" + reason + ")")));
            return;
        }
        new PermissionText(new Style(false)).lines(event).forEach(line -> lines.add(new Line(Kind.ASKS, line)));
        String which = Json.safe(event, "run") + " --id " + Json.safe(event, "id");
        lines.add(new Line(Kind.ASKS, "paddock approve " + which + "  ·  paddock reject " + which + " --reason \"…\""));
    }

    private static void environment(JsonNode event, List<Line> lines) {
        String what = Json.text(event, "what");
        switch (what) {
            case "output" -> addAll(lines, Kind.THOUGHT, Json.text(event, "text"));
            case "missing" -> addAll(lines, Kind.DENIED, Json.text(event, "text"));
            default -> lines.add(new Line(Kind.NOTE, "set-up " + Json.safe(event, "what") + because(event, "text")));
        }
    }

    /** Each request to the model has an allowed verdict of its own, which tells a person nothing. */
    private static boolean isModelRequest(JsonNode event) {
        return "verdict".equals(Json.text(event, "type"))
                && "allow".equals(Json.text(event, "verdict"))
                && Json.text(event, "rule").startsWith("model:");
    }

    private static String until(JsonNode event) {
        String until = Times.until(Json.text(event, "until"));
        return until.isEmpty() ? "" : " until " + until;
    }

    private static String because(JsonNode event, String field) {
        String reason = Json.safe(event, field);
        return reason.isEmpty() ? "" : " (" + reason + ")";
    }

    private void tool(JsonNode event, List<Line> lines) {
        String id = Json.text(event, "id");
        RunProgress.Tool before = tools.getOrDefault(id, new RunProgress.Tool("", ""));
        String title = Json.safe(event, "title");
        String status = Json.text(event, "status");
        RunProgress.Tool after = new RunProgress.Tool(
                title.isEmpty() ? before.title() : title, status.isEmpty() ? before.status() : status);
        tools.put(id, after);
        if (tools.size() > MAX_TOOLS) {
            tools.remove(tools.keySet().iterator().next());
        }
        if (!after.isOver() || before.isOver()) {
            return;
        }
        boolean failed = "failed".equals(after.status());
        String name = after.title().isEmpty() ? "a tool" : after.title();
        lines.add(new Line(failed ? Kind.FAILED_TOOL : Kind.TOOL, name));
        if (failed) {
            Sanitiser.text(output(event)).lines().limit(3).forEach(l -> lines.add(new Line(Kind.THOUGHT, l)));
        }
    }

    private static String output(JsonNode event) {
        JsonNode output = event.path("output");
        if (output.isString()) {
            return output.asString();
        }
        StringBuilder all = new StringBuilder();
        event.path("content").forEach(c -> all.append(Json.text(c, "text")));
        return all.toString();
    }

    private static void plan(JsonNode event, List<Line> lines) {
        List<JsonNode> entries = Json.list(event, "entries");
        long done = entries.stream()
                .filter(e -> "completed".equals(Json.text(e, "status")))
                .count();
        String now = entries.stream()
                .filter(e -> "in_progress".equals(Json.text(e, "status")))
                .map(e -> ": " + Json.safe(e, "content"))
                .findFirst()
                .orElse("");
        lines.add(new Line(Kind.PLAN, "plan " + done + " of " + entries.size() + now));
    }

    private static void collected(JsonNode event, List<Line> lines) {
        String commit = Json.safe(event, "commit");
        String what = commit.isEmpty()
                ? "collected: nothing changed"
                : "collected " + Format.many(Json.number(event, "files"), "file") + " +" + Json.number(event, "added")
                        + " −" + Json.number(event, "removed") + " on " + Json.safe(event, "branch");
        lines.add(new Line(Kind.COLLECTED, what));
        for (JsonNode left : event.path("leftOut")) {
            lines.add(new Line(Kind.NOTE, "left out: " + Json.safe(left, "path") + because(left, "why")));
        }
    }

    private void gather(Kind kind, String chunk, List<Line> lines) {
        if (kind != partialKind) {
            flush(lines);
            partialKind = kind;
        }
        partial.append(chunk);
        int end = Math.max(partial.lastIndexOf("\n"), partial.length() > MAX_PARTIAL ? partial.length() - 1 : -1);
        if (end >= 0) {
            addAll(lines, kind, partial.substring(0, end + 1));
            partial.delete(0, end + 1);
        }
    }

    private void flush(List<Line> lines) {
        if (!partial.isEmpty()) {
            addAll(lines, partialKind, partial.toString());
            partial.setLength(0);
        }
    }

    private static void addAll(List<Line> lines, Kind kind, String text) {
        Sanitiser.text(text).lines().forEach(l -> lines.add(new Line(kind, l.stripTrailing())));
    }
}
