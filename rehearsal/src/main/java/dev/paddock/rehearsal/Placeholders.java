package dev.paddock.rehearsal;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** Fills <code>{{goal}}</code>, <code>{{prompt}}</code>, <code>{{turn}}</code>, <code>{{step}}</code> and <code>{{match.N}}</code>. */
record Placeholders(Conversation conversation, List<String> groups) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{ *([a-z0-9.]+) *}}");
    private static final Pattern KNOWN = Pattern.compile("goal|prompt|turn|step|open|match\\.[0-9]");

    /** The first placeholder in the text that means nothing; empty when all are known. */
    static String unknown(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !KNOWN.matcher(name).matches())
                .findFirst()
                .orElse("");
    }

    String fill(String text) {
        return text.contains("{{")
                ? PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))))
                : text;
    }

    JsonNode fill(JsonNode node) {
        return switch (node) {
            case tools.jackson.databind.node.ObjectNode object -> {
                var filled = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(entry -> filled.set(entry.getKey(), fill(entry.getValue())));
                yield filled;
            }
            case tools.jackson.databind.node.ArrayNode array -> {
                var filled = JsonNodeFactory.instance.arrayNode();
                array.forEach(value -> filled.add(fill(value)));
                yield filled;
            }
            case StringNode text -> StringNode.valueOf(fill(text.stringValue()));
            default -> node;
        };
    }

    Part fill(Part part) {
        return switch (part) {
            case Part.Thinking thinking -> new Part.Thinking(fill(thinking.text()));
            case Part.Text text -> new Part.Text(fill(text.text()), text.repeat());
            case Part.ToolCall call -> new Part.ToolCall(call.tool(), fill(call.input()), call.ifOffered());
            case Part.Act.Run run -> new Part.Act.Run(fill(run.command()), fill(run.why()));
            case Part.Act.Read read -> new Part.Act.Read(fill(read.path()));
            case Part.Act.Write write -> new Part.Act.Write(fill(write.path()), fill(write.content()));
            case Part.Act.Edit edit -> new Part.Act.Edit(fill(edit.path()), fill(edit.old()), fill(edit.now()));
            case Part.Plan plan ->
                new Part.Plan(plan.entries().stream()
                        .map(entry -> new Part.Plan.Entry(fill(entry.title()), entry.status()))
                        .collect(Collectors.toList()));
        };
    }

    private String value(String name) {
        return switch (name) {
            case "goal" -> conversation.goal();
            case "prompt" -> conversation.prompt();
            case "turn" -> Integer.toString(conversation.turn());
            case "step" -> Integer.toString(conversation.played() + 1);
            case "open" -> "{{";
            default -> {
                int group = name.charAt(name.length() - 1) - '0';
                yield group < groups.size() ? groups.get(group) : "";
            }
        };
    }
}
