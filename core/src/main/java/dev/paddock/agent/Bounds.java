package dev.paddock.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cuts what an agent says to what one event may hold: each text to {@link #TEXT} characters, all texts of the event together to {@link #EVENT}. A cut
 * text ends with a mark. Texts that are no valid Unicode are mended, since they could not be stored. One object serves one event; not for several
 * threads.
 */
public final class Bounds {
    /** The most characters of one text. */
    public static final int TEXT = 256 << 10;
    /** The most characters of an event. */
    public static final int EVENT = 1 << 20;
    /** The most characters of a raw line that is kept. */
    public static final int RAW = 16 << 10;

    private static final int MAX_DEPTH = 24;
    private static final int MAX_NODES = 10_000;
    private static final String MARK = "… [cut]";

    private int characters = EVENT;
    private int nodes = MAX_NODES;
    private boolean cut;

    /** Whether anything was cut or left out so far. */
    public boolean cut() {
        return cut;
    }

    /** The text, cut to what is left of the event's bound. */
    public String text(String text) {
        return text(text, TEXT);
    }

    /** The text, cut to {@code max} characters and to what is left of the event's bound. */
    public String text(String text, int max) {
        int room = Math.min(max, characters);
        cut |= text.length() > room;
        String kept = cut(text, room);
        characters -= Math.min(characters, kept.length());
        return kept;
    }

    /** A copy of a JSON tree with its texts cut, and with what is too deep or too much left out. */
    public JsonNode tree(JsonNode node) {
        return tree(node, 0);
    }

    private JsonNode tree(JsonNode node, int depth) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (nodes-- <= 0 || (depth >= MAX_DEPTH && node.isContainer())) {
            cut = true;
            return make.stringNode(MARK);
        }
        return switch (node.getNodeType()) {
            case OBJECT -> {
                ObjectNode copy = make.objectNode();
                for (var field : node.properties()) {
                    if (nodes <= 0 || characters <= 0) {
                        cut = true;
                        break;
                    }
                    copy.set(text(field.getKey(), 1_024), tree(field.getValue(), depth + 1));
                }
                yield copy;
            }
            case ARRAY -> {
                ArrayNode copy = make.arrayNode();
                for (JsonNode element : node) {
                    if (nodes <= 0 || characters <= 0) {
                        cut = true;
                        break;
                    }
                    copy.add(tree(element, depth + 1));
                }
                yield copy;
            }
            case STRING -> make.stringNode(text(node.stringValue()));
            case NUMBER -> number(node);
            case BOOLEAN, NULL -> node;
            case BINARY, MISSING, POJO -> make.nullNode();
        };
    }

    private JsonNode number(JsonNode node) {
        boolean plain = node.isIntegralNumber() ? node.canConvertToLong() : Double.isFinite(node.doubleValue());
        return plain ? node : JsonNodeFactory.instance.stringNode(text(node.toString(), 100));
    }

    /** The text, cut to {@code max} characters with a mark, as valid Unicode. */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return valid(text);
        }
        int keep = Math.max(0, max - MARK.length());
        return valid(text.substring(0, keep)) + (max >= MARK.length() ? MARK : "");
    }

    /** The same text, with each half of a surrogate pair that stands alone replaced. */
    public static String valid(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
                continue;
            }
            if (mended == null) {
                mended = new StringBuilder(text);
            }
            mended.setCharAt(i, '\uFFFD');
        }
        return mended == null ? text : mended.toString();
    }

    /** The text, or null. */
    public @Nullable String textOrNull(JsonNode node, int max) {
        return node.isString() ? text(node.stringValue(), max) : null;
    }
}
