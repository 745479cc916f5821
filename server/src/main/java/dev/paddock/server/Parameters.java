package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.RunState;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads query parameters strictly. */
final class Parameters {
    private Parameters() {}

    /** Empty where absent. */
    static String text(Context ctx, String name) {
        List<String> values = ctx.queryParams(name);
        if (values.size() > 1) {
            throw new PaddockException(ErrorCode.INVALID, "the parameter " + name + " is there more than once");
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    static long whole(Context ctx, String name, long absent, long least, long most) {
        String text = text(ctx, name);
        return text.isEmpty() ? absent : whole(text, "the parameter " + name, least, most);
    }

    static long whole(String text, String what, long least, long most) {
        if (text.matches("\\d{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new PaddockException(
                ErrorCode.INVALID,
                what + " must be a whole number, at least " + least
                        + (most == Long.MAX_VALUE ? "" : " and at most " + most));
    }

    /** A run's state as a word, {@code live}, or empty for any. */
    static String state(Context ctx) {
        String state = text(ctx, "state");
        List<String> words = Stream.concat(
                        Stream.of("live"), Arrays.stream(RunState.Kind.values()).map(RunState.Kind::word))
                .toList();
        if (!state.isEmpty() && !words.contains(state)) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "the parameter state must be one of " + words.stream().collect(Collectors.joining(", ")));
        }
        return state;
    }
}
