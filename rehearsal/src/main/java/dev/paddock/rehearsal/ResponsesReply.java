package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply in the form of the OpenAI Responses API, whole or as server-sent events.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/streaming-responses">Streaming responses</a>
 */
final class ResponsesReply implements ModelApi.Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ResponsesRequest request;
    private final Reply reply;
    private final String id = Ids.next("resp_");
    private final ArrayNode output = JSON.arrayNode();
    private long chars;
    private int sequence;

    ResponsesReply(ResponsesRequest request, Reply reply) {
        this.request = request;
        this.reply = reply;
    }

    @Override
    public byte[] whole() {
        for (Part.Said part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> output.add(reasoning(Ids.next("rs_"), thinking.text()));
                case Part.Text text -> output.add(message(Ids.next("msg_"), Speech.whole(text, Long.MAX_VALUE)));
                case Part.ToolCall call -> output.add(call(Ids.next("fc_"), call, argument(call)));
            }
        }
        chars = Size.of(output);
        return JsonBody.bytes(response("completed"));
    }

    @Override
    public void stream(OutputStream raw) throws IOException, InterruptedException {
        PacedStream out = new PacedStream(raw, reply.pace().every(), reply.cutAfter());
        Speech speech = new Speech(out, reply.pace());
        event(out, "response.created", JSON.objectNode().set("response", response("in_progress")));
        event(out, "response.in_progress", JSON.objectNode().set("response", response("in_progress")));
        for (Part.Said part : reply.parts()) {
            int index = output.size();
            ObjectNode done = switch (part) {
                case Part.Thinking thinking -> think(out, speech, index, thinking);
                case Part.Text text -> speak(out, speech, index, text);
                case Part.ToolCall call -> ask(out, speech, index, call);
            };
            event(out, "response.output_item.done", at(index).set("item", done));
            output.add(done);
        }
        event(out, "response.completed", JSON.objectNode().set("response", response("completed")));
        out.flush();
    }

    private ObjectNode think(PacedStream out, Speech speech, int index, Part.Thinking thinking)
            throws IOException, InterruptedException {
        ObjectNode item = reasoning(Ids.next("rs_"), "");
        item.putArray("summary");
        ObjectNode where =
                at(index).put("item_id", item.path("id").stringValue()).put("summary_index", 0);
        event(out, "response.output_item.added", at(index).set("item", item));
        event(out, "response.reasoning_summary_part.added", where.deepCopy().set("part", part("summary_text", "")));
        speech.say(
                thinking.text(),
                piece -> event(
                        out,
                        "response.reasoning_summary_text.delta",
                        where.deepCopy().put("delta", piece)));
        event(out, "response.reasoning_summary_text.done", where.deepCopy().put("text", thinking.text()));
        event(
                out,
                "response.reasoning_summary_part.done",
                where.deepCopy().set("part", part("summary_text", thinking.text())));
        chars += thinking.text().length();
        return reasoning(item.path("id").stringValue(), thinking.text());
    }

    private ObjectNode speak(PacedStream out, Speech speech, int index, Part.Text text)
            throws IOException, InterruptedException {
        ObjectNode item = message(Ids.next("msg_"), "");
        item.put("status", "in_progress").putArray("content");
        ObjectNode where =
                at(index).put("item_id", item.path("id").stringValue()).put("content_index", 0);
        event(out, "response.output_item.added", at(index).set("item", item));
        event(out, "response.content_part.added", where.deepCopy().set("part", part("output_text", "")));
        StringBuilder said = new StringBuilder();
        chars += speech.say(text, piece -> {
            if (said.length() < Speech.LONGEST_WHOLE) {
                said.append(piece);
            }
            event(out, "response.output_text.delta", where.deepCopy().put("delta", piece));
        });
        event(out, "response.output_text.done", where.deepCopy().put("text", said.toString()));
        event(out, "response.content_part.done", where.deepCopy().set("part", part("output_text", said.toString())));
        return message(item.path("id").stringValue(), said.toString());
    }

    private ObjectNode ask(PacedStream out, Speech speech, int index, Part.ToolCall call)
            throws IOException, InterruptedException {
        String argument = argument(call);
        ObjectNode item = call(Ids.next("fc_"), call, argument);
        boolean free = call.input().isString();
        String kind = free ? "response.custom_tool_call_input" : "response.function_call_arguments";
        ObjectNode where = at(index).put("item_id", item.path("id").stringValue());
        event(
                out,
                "response.output_item.added",
                at(index)
                        .set(
                                "item",
                                item.deepCopy().put("status", "in_progress").put(free ? "input" : "arguments", "")));
        speech.say(
                argument, piece -> event(out, kind + ".delta", where.deepCopy().put("delta", piece)));
        event(out, kind + ".done", where.deepCopy().put(free ? "input" : "arguments", argument));
        chars += argument.length();
        return item;
    }

    private void event(PacedStream out, String type, JsonNode data) throws IOException {
        ObjectNode typed = JSON.objectNode().put("type", type).put("sequence_number", sequence++);
        typed.setAll((ObjectNode) data);
        out.write(("event: " + type + "\ndata: " + typed + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode response(String status) {
        ObjectNode response = JSON.objectNode()
                .put("id", id)
                .put("object", "response")
                .put("created_at", Instant.now().getEpochSecond())
                .put("status", status)
                .put("model", request.model())
                .put("parallel_tool_calls", true);
        response.putNull("error").putNull("incomplete_details");
        response.set("output", output.deepCopy());
        if (status.equals("completed")) {
            Tokens tokens = Tokens.of(request.size(), reply.spend());
            long said = tokens.output(Tokens.of(chars));
            ObjectNode usage = response.putObject("usage").put("input_tokens", tokens.total());
            usage.putObject("input_tokens_details")
                    .put("cached_tokens", tokens.cacheRead())
                    .put("cache_write_tokens", tokens.cacheWrite());
            usage.put("output_tokens", said).putObject("output_tokens_details").put("reasoning_tokens", 0);
            usage.put("total_tokens", tokens.total() + said);
        } else {
            response.putNull("usage");
        }
        return response;
    }

    private static ObjectNode at(int index) {
        return JSON.objectNode().put("output_index", index);
    }

    private static ObjectNode part(String type, String text) {
        ObjectNode part = JSON.objectNode().put("type", type).put("text", text);
        if (type.equals("output_text")) {
            part.putArray("annotations");
        }
        return part;
    }

    private static ObjectNode reasoning(String id, String text) {
        ObjectNode item = JSON.objectNode().put("id", id).put("type", "reasoning");
        item.putArray("summary").add(part("summary_text", text));
        return item.put("encrypted_content", "rehearsal");
    }

    private static ObjectNode message(String id, String text) {
        ObjectNode item = JSON.objectNode()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("status", "completed");
        item.putArray("content").add(part("output_text", text));
        return item;
    }

    private static ObjectNode call(String id, Part.ToolCall call, String argument) {
        boolean free = call.input().isString();
        return JSON.objectNode()
                .put("id", id)
                .put("type", free ? "custom_tool_call" : "function_call")
                .put("status", "completed")
                .put("call_id", Ids.next("call_"))
                .put("name", call.tool())
                .put(free ? "input" : "arguments", argument);
    }

    private static String argument(Part.ToolCall call) {
        return call.input().isString()
                ? call.input().stringValue()
                : call.input().toString();
    }
}
