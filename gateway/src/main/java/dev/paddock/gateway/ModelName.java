package dev.paddock.gateway;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/** Finds the top-level {@code "model"} of a JSON request body while it passes. One thread. */
final class ModelName {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_LENGTH = 200;

    private final JsonParser parser = FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
    private String name = "";
    private boolean done;
    private int depth;
    private boolean next;

    void accept(byte[] bytes, int offset, int length) {
        if (done) {
            return;
        }
        try {
            if (parser.nonBlockingInputFeeder() instanceof ByteArrayFeeder feeder) {
                feeder.feedInput(bytes, offset, offset + length);
            }
            while (!done) {
                JsonToken token = parser.nextToken();
                if (token == null || token == JsonToken.NOT_AVAILABLE) {
                    done = token == null;
                    return;
                }
                token(token);
            }
        } catch (JacksonException e) {
            done = true;
        }
    }

    private void token(JsonToken token) {
        if (next) {
            done = true;
            String text = token == JsonToken.VALUE_STRING ? parser.getString() : "";
            boolean plain = text.length() <= MAX_LENGTH && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
            name = plain ? text : "";
        } else if (token.isStructStart()) {
            depth++;
        } else if (token.isStructEnd()) {
            depth--;
            done = depth == 0;
        } else if (token == JsonToken.PROPERTY_NAME && depth == 1) {
            next = "model".equals(parser.currentName());
        }
    }

    /** The name; empty when there is none, or none yet. */
    String name() {
        return name;
    }
}
