package dev.paddock.store;

import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Takes secrets out of every text of an event, however deep. */
final class Redacted {
    private final Redaction redaction;
    private final String project;
    private boolean changed;

    private Redacted(Redaction redaction, String project) {
        this.redaction = redaction;
        this.project = project;
    }

    static EventBody body(Redaction redaction, String project, EventBody body) {
        if (!redaction.needed(project)) {
            return body;
        }
        Redacted redacted = new Redacted(redaction, project);
        JsonNode before = EventJson.mapper()
                .readTree(EventJson.mapper().writerFor(EventBody.class).writeValueAsBytes(body));
        ObjectNode after = EventJson.mapper().createObjectNode();
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            boolean type = field.getKey().equals("type");
            after.set(field.getKey(), type ? field.getValue() : redacted.value(field.getValue()));
        }
        return redacted.changed ? EventJson.mapper().treeToValue(after, EventBody.class) : body;
    }

    private JsonNode value(JsonNode node) {
        if (node.isString()) {
            return StringNode.valueOf(text(node.asString()));
        }
        if (node.isArray()) {
            ArrayNode array = EventJson.mapper().createArrayNode();
            List<JsonNode> items = new ArrayList<>();
            node.forEach(item -> items.add(value(item)));
            array.addAll(items);
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = EventJson.mapper().createObjectNode();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                object.set(text(field.getKey()), value(field.getValue()));
            }
            return object;
        }
        return node;
    }

    private String text(String text) {
        String clean = redaction.text(project, text);
        changed |= !clean.equals(text);
        return clean;
    }
}
