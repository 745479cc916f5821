package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts a streamed message together again, as a client does. */
final class Sse {
    private Sse() {}

    static JsonNode message(String events) {
        ObjectNode message = Messages.JSON.createObjectNode();
        List<StringBuilder> texts = new ArrayList<>();
        for (String line :
                events.lines().filter(each -> each.startsWith("data: ")).toList()) {
            JsonNode data = Messages.JSON.readTree(line.substring(6));
            switch (data.path("type").asString()) {
                case "message_start" -> message = (ObjectNode) data.path("message");
                case "content_block_start" -> {
                    message.withArray("content").add(data.path("content_block"));
                    texts.add(new StringBuilder());
                }
                case "content_block_delta" -> {
                    JsonNode delta = data.path("delta");
                    StringBuilder text = texts.get(data.path("index").asInt());
                    text.append(delta.path("text").asString(""))
                            .append(delta.path("thinking").asString(""))
                            .append(delta.path("partial_json").asString(""));
                }
                case "content_block_stop" -> {
                    int index = data.path("index").asInt();
                    ObjectNode block = (ObjectNode) message.path("content").get(index);
                    String text = texts.get(index).toString();
                    switch (block.path("type").asString()) {
                        case "tool_use" -> block.set("input", Messages.JSON.readTree(text));
                        case "thinking" -> block.put("thinking", text);
                        default -> block.put("text", text);
                    }
                }
                case "message_delta" -> {
                    message.setAll((ObjectNode) data.path("delta"));
                    message.set("usage", data.path("usage"));
                }
                default -> {
                    // ping and message_stop carry nothing.
                }
            }
        }
        return message;
    }
}
