package dev.paddock.event;

import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes and reads events' JSON forms. Thread-safe. */
public final class EventJson {
    /** Texts of an event are cut by their makers well below this; it bounds what a reader takes. */
    private static final int MAX_STRING = 64 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_STRING)
                            .maxNestingDepth(200)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EventJson() {}

    /** The mapper with the bounds and forms of events; shared. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The one line that is stored, hashed and shown. */
    public static String write(String run, long seq, Instant time, EventBody body) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("seq", seq);
        node.put("run", run);
        node.put("time", time.toString());
        // A sealed type's subtype must be written through the interface, else its type name is left out.
        JsonNode fields = MAPPER.readTree(MAPPER.writerFor(EventBody.class).writeValueAsBytes(body));
        node.setAll((ObjectNode) fields);
        return MAPPER.writeValueAsString(node);
    }

    /** The event of a stored line. A type that this version does not know becomes {@link EventBody.Unknown}. */
    public static Event read(long id, String json) {
        JsonNode node = MAPPER.readTree(json);
        EventBody body;
        try {
            body = MAPPER.treeToValue(node, EventBody.class);
        } catch (JacksonException e) {
            body = new EventBody.Unknown(json);
        }
        return new Event(
                id,
                node.path("run").asString(),
                node.path("seq").asLong(),
                Instant.parse(node.path("time").asString()),
                body,
                json);
    }
}
