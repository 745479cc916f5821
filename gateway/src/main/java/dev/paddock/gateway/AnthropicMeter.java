package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads usage from a Messages response: from {@code message_start} and the cumulative {@code message_delta} of a stream, or
 * from the one JSON object.
 */
final class AnthropicMeter implements UsageMeter {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_LINE = 1024 * 1024;
    private static final int MAX_OBJECT = 16 * 1024 * 1024;

    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean stream;
    private boolean overflow;
    private String model = "";
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteLong;
    private boolean complete;

    @Override
    public void begin(int status, String contentType) {
        stream = contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        int from = offset;
        int until = offset + length;
        if (stream) {
            for (int i = offset; i < until; i++) {
                if (bytes[i] == '\n') {
                    keep(bytes, from, i, MAX_LINE);
                    line();
                    from = i + 1;
                }
            }
        }
        keep(bytes, from, until, stream ? MAX_LINE : MAX_OBJECT);
    }

    @Override
    public void end() {
        if (!stream && !overflow) {
            JsonNode message = parse(pending.toByteArray(), 0, pending.size());
            message(message);
            complete = message.isObject();
        }
        pending.reset();
    }

    @Override
    public Tokens tokens() {
        return new Tokens(model, input, output, cacheRead, cacheWrite, cacheWriteLong, complete);
    }

    private void keep(byte[] bytes, int from, int until, int max) {
        if (overflow || pending.size() + until - from > max) {
            overflow = true;
            pending.reset();
            return;
        }
        pending.write(bytes, from, until - from);
    }

    private void line() {
        if (!overflow && pending.size() > 6) {
            byte[] line = pending.toByteArray();
            String text = new String(line, 0, Math.min(line.length, 256), StandardCharsets.ISO_8859_1);
            if (text.startsWith("data:") && text.contains("\"message_")) {
                event(parse(line, 5, line.length - 5));
            }
        }
        overflow = false;
        pending.reset();
    }

    private void event(JsonNode event) {
        switch (event.path("type").asString("")) {
            case "message_start" -> message(event.path("message"));
            case "message_delta" -> usage(event.path("usage"));
            case "message_stop" -> complete = true;
            default -> {}
        }
    }

    private void message(JsonNode message) {
        model = message.path("model").asString(model);
        usage(message.path("usage"));
    }

    /** Later figures replace earlier ones: they are cumulative. */
    private void usage(JsonNode usage) {
        input = count(usage, "input_tokens", input);
        output = count(usage, "output_tokens", output);
        cacheRead = count(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = count(usage, "cache_creation_input_tokens", cacheWrite);
        cacheWriteLong = count(usage.path("cache_creation"), "ephemeral_1h_input_tokens", cacheWriteLong);
    }

    private static long count(JsonNode from, String name, long otherwise) {
        JsonNode node = from.path(name);
        return node.isIntegralNumber() && node.canConvertToLong() ? Math.max(0, node.asLong()) : otherwise;
    }

    private static JsonNode parse(byte[] json, int offset, int length) {
        try {
            return JSON.readTree(json, offset, length);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }
}
