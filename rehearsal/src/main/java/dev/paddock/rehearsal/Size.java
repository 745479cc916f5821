package dev.paddock.rehearsal;

import tools.jackson.databind.JsonNode;

/**
 * How long a request is, in characters: what came before the last message, and the last message.
 *
 * @param first no answer has been given in its conversation yet
 */
record Size(long before, long last, boolean first) {
    static long of(JsonNode node) {
        if (node.isString()) {
            return node.stringValue().length();
        }
        long sum = node.isContainer() ? 2 : 4;
        for (JsonNode child : node) {
            sum += of(child);
        }
        return sum;
    }
}
