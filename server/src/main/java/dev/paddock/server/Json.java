package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Reads requests strictly and writes answers. Thread-safe. */
final class Json {
    private static final int MAX_BODY = 4 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    private Json() {}

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static void answer(Context ctx, int status, Object value) {
        ctx.status(status).contentType("application/json").result(MAPPER.writeValueAsBytes(value));
    }

    /** The request's body, which must be JSON of exactly this form. */
    static <T> T read(Context ctx, Class<T> type) {
        requireType(ctx, "application/json");
        byte[] body = body(ctx);
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw invalid("the body must be an object");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw invalid("there is no field " + where(e) + "; known are "
                    + String.valueOf(e.getKnownPropertyIds()).replaceAll("[\\[\\]]", ""));
        } catch (MismatchedInputException e) {
            String place = where(e);
            throw invalid(
                    (place.isEmpty() ? "the body" : "the field " + place) + " is not " + expected(e.getTargetType()));
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw invalid("the body is not JSON" + (line > 0 ? ", line " + line : "") + ": " + e.getOriginalMessage());
        }
    }

    /** The request's body as text of this type. */
    static String readText(Context ctx, String type) {
        requireType(ctx, type);
        return new String(body(ctx), StandardCharsets.UTF_8);
    }

    /** The field if it was given, at most {@code max} characters and not blank. */
    static String required(@Nullable String value, String field, int max) {
        if (value == null || value.isBlank()) {
            throw invalid("the field " + field + " is needed");
        }
        return bounded(value, field, max);
    }

    static String bounded(String value, String field, int max) {
        if (value.length() > max) {
            throw invalid("the field " + field + " has more than " + max + " characters");
        }
        return value;
    }

    static <T> List<T> bounded(@Nullable List<T> values, String field, int max) {
        if (values == null) {
            return List.of();
        }
        if (values.size() > max || values.contains(null)) {
            throw invalid("the field " + field + " has more than " + max + " entries, or an empty one");
        }
        return values;
    }

    static Map<String, String> bounded(@Nullable Map<String, String> values, String field, int max, int longest) {
        if (values == null) {
            return Map.of();
        }
        if (values.size() > max || values.containsValue(null)) {
            throw invalid("the field " + field + " has more than " + max + " entries, or an empty one");
        }
        values.forEach((name, value) -> bounded(name + value, field, longest));
        return values;
    }

    private static void requireType(Context ctx, String type) {
        String given = ctx.contentType();
        if (given == null || !given.split(";", 2)[0].strip().equalsIgnoreCase(type)) {
            throw invalid("the body needs the header `Content-Type: " + type + "`");
        }
    }

    private static byte[] body(Context ctx) {
        try (InputStream stream = ctx.req().getInputStream()) {
            byte[] body = stream.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                throw new ContentTooLargeResponse("the body has more than " + MAX_BODY + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INVALID, "the body did not come whole", e);
        }
    }

    private static String where(DatabindException e) {
        return e.getPath().stream()
                .map(part -> part.getPropertyName() == null ? "[" + part.getIndex() + "]" : part.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of the right type";
        }
        if (type == String.class) {
            return "a string";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "a number" : "an object";
    }

    private static PaddockException invalid(String message) {
        return new PaddockException(ErrorCode.INVALID, message);
    }
}
