package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes a response apart into the JSON objects that may speak of usage: the data of server-sent events, or the one object
 * of a response that isn't streamed. Memory is bounded: a longer line or object is passed over.
 */
abstract class JsonMeter implements UsageMeter {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> STANDARD = Set.of("default", "standard", "auto");
    private static final Pattern TIER = Pattern.compile("[a-z_]{1,20}");
    private static final int MAX_LINE = 4 * 1024 * 1024;
    private static final int MAX_OBJECT = 16 * 1024 * 1024;

    String model = "";
    long input;
    long output;
    long cacheRead;
    long cacheWrite;
    long cacheWriteLong;
    boolean complete;

    private final byte[] mark;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean stream;
    private boolean overflow;

    /** @param mark only lines that hold this text are read as JSON */
    JsonMeter(String mark) {
        this.mark = mark.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The data of one event. */
    abstract void event(JsonNode event);

    /** The whole of a response that isn't streamed. */
    abstract void whole(JsonNode response);

    @Override
    public final void begin(int status, String contentType) {
        stream = contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    @Override
    public final void accept(byte[] bytes, int offset, int length) {
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
    public final void end() {
        if (!stream && !overflow) {
            whole(parse(pending.toByteArray(), 0, pending.size()));
        }
        pending.reset();
    }

    @Override
    public final Tokens tokens() {
        return new Tokens(model, input, output, cacheRead, cacheWrite, cacheWriteLong, complete);
    }

    /** A count from the response; {@code otherwise} where it has none. */
    static long count(JsonNode from, String name, long otherwise) {
        JsonNode node = from.path(name);
        return node.isIntegralNumber() && node.canConvertToLong() ? Math.max(0, node.asLong()) : otherwise;
    }

    /**
     * The model that a response of OpenAI names; where it was served in another tier than the standard one, which has other
     * prices, the tier stands behind it.
     */
    static String modelAndTier(JsonNode response, String otherwise) {
        String name = response.path("model").asString(otherwise);
        String tier = response.path("service_tier").asString("default");
        return STANDARD.contains(tier) || !TIER.matcher(tier).matches() ? name : name + " (" + tier + ")";
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
            boolean data = line[0] == 'd' && line[1] == 'a' && line[2] == 't' && line[3] == 'a' && line[4] == ':';
            if (data && holdsMark(line)) {
                event(parse(line, 5, line.length - 5));
            }
        }
        overflow = false;
        pending.reset();
    }

    private boolean holdsMark(byte[] line) {
        for (int i = 5; i <= line.length - mark.length; i++) {
            int j = 0;
            while (j < mark.length && line[i + j] == mark[j]) {
                j++;
            }
            if (j == mark.length) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode parse(byte[] json, int offset, int length) {
        try {
            return JSON.readTree(json, offset, length);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }
}
