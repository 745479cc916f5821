package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Shows a permission request for a person to decide on: all of what the agent gave, since its title may say something else than it does. Every line is
 * safe for a terminal.
 */
final class PermissionText {
    private static final int MOST_LINES = 400;

    private final Style style;

    PermissionText(Style style) {
        this.style = style;
    }

    /**
     * The lines for one request.
     *
     * @param event of type {@code permission}
     */
    List<String> lines(JsonNode event) {
        List<String> lines = new ArrayList<>();
        String kind = Json.safe(event, "kind");
        lines.add(style.bold(Json.safe(event, "title")) + (kind.isEmpty() ? "" : style.dim("  " + kind)));
        List<String> shown = new ArrayList<>();
        for (JsonNode part : event.path("content")) {
            content(part, lines, shown);
        }
        input(event.path("action"), shown, lines);
        List<String> files = Json.list(event, "files").stream()
                .map(file -> file.asString(""))
                .filter(file -> !shown.contains(file))
                .map(Sanitiser::line)
                .toList();
        if (!files.isEmpty()) {
            lines.add(style.dim("files  ") + String.join(", ", files));
        }
        if (!Json.text(event, "cut").isEmpty()) {
            lines.add(style.yellow("Too large to be kept whole: what follows the marks [cut] is not shown."));
        }
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> cut = new ArrayList<>(lines.subList(0, MOST_LINES));
        cut.add(style.yellow(
                "… and " + (lines.size() - MOST_LINES) + " more lines, which are not shown here: paddock logs "
                        + Json.safe(event, "run") + " --json has them"));
        return cut;
    }

    private void content(JsonNode part, List<String> lines, List<String> shown) {
        if (!"diff".equals(Json.text(part, "type"))) {
            Sanitiser.text(Json.text(part, "text")).lines().forEach(line -> lines.add("  " + line));
            shown.add(Json.text(part, "text"));
            return;
        }
        String path = Json.text(part, "path");
        String before = Json.text(part, "oldText");
        String after = Json.text(part, "newText");
        lines.add(style.bold(Sanitiser.line(path)));
        diff(before.lines().toList(), after.lines().toList(), lines);
        shown.addAll(List.of(path, before, after));
    }

    /** What changes between two texts: the lines that both begin and end with are left out. */
    private void diff(List<String> before, List<String> after, List<String> lines) {
        int shortest = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shortest && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shortest - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        if (head > 0) {
            lines.add("   " + Sanitiser.line(before.get(head - 1)));
        }
        before.subList(head, before.size() - tail).forEach(line -> lines.add(style.red(" - " + Sanitiser.line(line))));
        after.subList(head, after.size() - tail).forEach(line -> lines.add(style.green(" + " + Sanitiser.line(line))));
        if (tail > 0) {
            lines.add("   " + Sanitiser.line(before.get(before.size() - tail)));
        }
    }

    private void input(JsonNode input, List<String> shown, List<String> lines) {
        if (!input.isObject()) {
            if (!input.isMissingNode() && !input.isNull()) {
                lines.add(style.dim("input  ") + Json.printable(input.toString()));
            }
            return;
        }
        for (var field : input.properties()) {
            JsonNode value = field.getValue();
            String name = Sanitiser.line(field.getKey());
            if (!value.isString()) {
                lines.add(style.dim(name + "  ") + Json.printable(value.toString()));
            } else if (!shown.contains(value.stringValue())) {
                text(name, Sanitiser.text(value.stringValue()).lines().toList(), lines);
            }
        }
    }

    private void text(String name, List<String> text, List<String> lines) {
        if (name.equals("command")) {
            for (int i = 0; i < text.size(); i++) {
                lines.add((i == 0 ? style.cyan("$ ") : "  ") + text.get(i));
            }
        } else if (text.size() == 1) {
            lines.add(style.dim(name + "  ") + text.getFirst());
        } else {
            lines.add(style.dim(name));
            text.forEach(line -> lines.add("  " + line));
        }
    }
}
