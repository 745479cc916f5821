package dev.paddock.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Shows rules of the allow-list. */
final class EgressTable {
    private final Caller caller;

    EgressTable(Caller caller) {
        this.caller = caller;
    }

    void print(List<JsonNode> rules) {
        if (rules.isEmpty()) {
            caller.out()
                    .println(
                            "No rules: runs reach their models and nothing else. `paddock egress allow packages` opens the package registries.");
            return;
        }
        int width = rules.stream()
                .mapToInt(r -> Width.of(Json.safe(r, "rule")))
                .max()
                .orElse(0);
        Style style = caller.outStyle();
        for (JsonNode rule : rules) {
            boolean denies = "deny".equals(Json.text(rule, "verdict"));
            String warning = Json.safe(rule, "warning");
            caller.out()
                    .println((denies ? style.red("deny ") : style.green("allow")) + "  "
                            + Width.pad(Json.safe(rule, "rule"), width) + "  " + style.dim(origin(rule)));
            if (!warning.isEmpty()) {
                caller.out().println("       " + style.yellow("warning: ") + warning);
            }
        }
    }

    /** Where a rule comes from, in a few words. */
    static String origin(JsonNode rule) {
        String level = Json.safe(rule, "level");
        return switch (Json.text(rule, "source")) {
            case "setting" -> "the setting egress.allow";
            case "task" -> "given at the start";
            default -> level;
        };
    }
}
