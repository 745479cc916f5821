package dev.paddock.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How runs ended, on standard output. */
final class Summary {
    private static final int MESSAGE_LINES = 8;

    private final Caller caller;
    private final Style style;

    Summary(Caller caller) {
        this.caller = caller;
        this.style = caller.outStyle();
    }

    /** The form of {@code paddock run --json}. */
    static ObjectNode json(JsonNode task, List<JsonNode> runs) {
        ObjectNode result = Json.object();
        ObjectNode shownTask = result.putObject("task");
        for (String field : List.of("id", "name", "goal", "project", "base")) {
            String value = Json.optional(task, field);
            if (value != null || !"name".equals(field)) {
                shownTask.put(field, value);
            }
        }
        ArrayNode shown = result.putArray("runs");
        for (JsonNode run : runs) {
            ObjectNode one = shown.addObject();
            for (String field : List.of("id", "agent", "state", "branch", "commit")) {
                one.put(field, Json.optional(run, field));
            }
        }
        return result;
    }

    /** One run that was followed. */
    void run(JsonNode run, RunProgress progress) {
        String state = Json.text(run, "state");
        String reason = Json.safe(run, "reason");
        print(States.glyph(style, state) + " " + style.bold(progress.label()) + "  "
                + States.word(style, state, Width.of(state)) + style.dim(" in " + Format.elapsed(progress.elapsed())));
        if (!"finished".equals(state)) {
            line(progress.problem().isEmpty() ? reason : progress.problem());
        }
        List<String> said = progress.message().lines().toList();
        said.stream().limit(MESSAGE_LINES).forEach(this::line);
        if (said.size() > MESSAGE_LINES) {
            line(style.dim("… and " + Format.many(said.size() - MESSAGE_LINES, "more line") + ": paddock logs "
                    + progress.id()));
        }
        line(style.dim(change(run)));
        line(style.dim(Usage.ofRun(run.path("usage")).toString()));
    }

    /** What may be typed next. */
    void next(List<JsonNode> runs) {
        String id = runs.isEmpty() ? "RUN" : Json.safe(runs.getFirst(), "id");
        print("");
        String paddock = caller.command();
        boolean made = !runs.isEmpty() && Json.optional(runs.getFirst(), "commit") != null;
        boolean failed = !runs.isEmpty() && "failed".equals(Json.text(runs.getFirst(), "state"));
        print(style.dim("Next:  ") + paddock + (made || !failed ? " diff " : " logs ") + id);
        if (made || !failed) {
            print("       " + paddock + " logs " + id);
        }
        print("       " + paddock + (failed ? " restart " + id + " --from-failure" : " say " + id + " \"…\""));
        if (made) {
            print("       " + paddock + " land " + id);
        }
    }

    private static String change(JsonNode run) {
        JsonNode diff = run.path("diff");
        return Json.optional(run, "commit") == null
                ? "nothing changed"
                : Json.safe(run, "branch") + "  " + Format.many(Json.number(diff, "files"), "file") + " +"
                        + Json.number(diff, "added") + " −" + Json.number(diff, "removed");
    }

    private void line(String text) {
        if (!text.isEmpty()) {
            print("  " + text);
        }
    }

    private void print(String line) {
        caller.out().println(line);
    }
}
