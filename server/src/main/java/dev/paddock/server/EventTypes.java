package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.paddock.event.EventBody;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The words of events' types. */
final class EventTypes {
    private static final Map<Class<?>, String> WORDS = Arrays.stream(
                    EventBody.class.getAnnotation(JsonSubTypes.class).value())
            .collect(Collectors.toUnmodifiableMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));

    private EventTypes() {}

    static String word(EventBody body) {
        return WORDS.getOrDefault(body.getClass(), "unknown");
    }
}
