package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply in the form of the Gemini API, whole or as server-sent events.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse">GenerateContentResponse</a>
 */
final class GeminiReply implements ModelApi.Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String model;
    private final Reply reply;
    private final Tokens tokens;
    private final String id = Ids.next("");
    private long said;
    private long thought;

    GeminiReply(String model, GeminiRequest request, Reply reply) {
        this.model = model;
        this.reply = reply;
        this.tokens = Tokens.of(request.size(), reply.spend());
    }

    @Override
    public byte[] whole() {
        ArrayNode parts = JSON.arrayNode();
        for (Part.Said part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> {
                    parts.add(thinking(thinking.text()));
                    thought += thinking.text().length();
                }
                case Part.Text text -> {
                    String all = Speech.whole(text, Long.MAX_VALUE);
                    parts.add(JSON.objectNode().put("text", all));
                    said += all.length();
                }
                case Part.ToolCall call -> parts.add(call(call));
            }
        }
        return JsonBody.bytes(response(parts, "STOP"));
    }

    @Override
    public void stream(OutputStream raw) throws IOException, InterruptedException {
        PacedStream out = new PacedStream(raw, reply.pace().every(), reply.cutAfter());
        Speech speech = new Speech(out, reply.pace());
        for (Part.Said part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> {
                    // A thought comes whole: the program shows each piece as one of its own.
                    thought += thinking.text().length();
                    chunk(out, thinking(thinking.text()), null);
                    out.pause();
                }
                case Part.Text text ->
                    speech.say(text, piece -> {
                        said += piece.length();
                        chunk(out, JSON.objectNode().put("text", piece), null);
                    });
                case Part.ToolCall call -> {
                    chunk(out, call(call), null);
                    out.pause();
                }
            }
        }
        chunk(out, JSON.objectNode().put("text", ""), "STOP");
        out.flush();
    }

    private void chunk(PacedStream out, ObjectNode part, @Nullable String reason) throws IOException {
        ObjectNode chunk = response(JSON.arrayNode().add(part), reason);
        out.write(("data: " + chunk + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode response(ArrayNode parts, @Nullable String reason) {
        ObjectNode response = JSON.objectNode();
        ObjectNode candidate = response.putArray("candidates").addObject().put("index", 0);
        candidate.putObject("content").put("role", "model").set("parts", parts);
        if (reason != null) {
            candidate.put("finishReason", reason);
        }
        long output = tokens.output(Tokens.of(said));
        long thoughts = thought == 0 ? 0 : Tokens.of(thought);
        response.putObject("usageMetadata")
                .put("promptTokenCount", tokens.total())
                .put("cachedContentTokenCount", tokens.cacheRead())
                .put("candidatesTokenCount", output)
                .put("thoughtsTokenCount", thoughts)
                .put("totalTokenCount", tokens.total() + output + thoughts);
        return response.put("modelVersion", model).put("responseId", id);
    }

    /** The program takes a heading in asterisks for the subject of a thought. */
    private static ObjectNode thinking(String text) {
        return JSON.objectNode().put("text", "**Thinking**\n" + text).put("thought", true);
    }

    private ObjectNode call(Part.ToolCall call) {
        said += call.input().toString().length();
        ObjectNode part = JSON.objectNode();
        part.putObject("functionCall").put("name", call.tool()).set("args", call.input());
        return part;
    }
}
