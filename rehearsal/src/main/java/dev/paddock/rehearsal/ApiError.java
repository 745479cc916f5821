package dev.paddock.rehearsal;

import org.jspecify.annotations.Nullable;

/** An answer that is an error of the model's API; each API gives it its own form. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String type;
    private final @Nullable Integer retryAfter;
    private final transient @Nullable Limit limit;

    /**
     * @param type the API's name for it; null for the one that goes with the status
     * @param retryAfter seconds; null if the answer names none
     */
    ApiError(int status, @Nullable String type, String message, @Nullable Integer retryAfter, @Nullable Limit limit) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
        this.limit = limit;
    }

    ApiError(int status, String message) {
        this(status, null, message, null, null);
    }

    static ApiError invalid(String message) {
        return new ApiError(400, message);
    }

    static ApiError notFound(String message) {
        return new ApiError(404, message);
    }

    int status() {
        return status;
    }

    String type(String otherwise) {
        return type == null ? otherwise : type;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** Seconds to wait; null if the answer names none. */
    @Nullable
    Long retryAfter() {
        if (retryAfter != null) {
            return retryAfter.longValue();
        }
        return limit == null ? null : Long.valueOf(limit.seconds());
    }

    @Nullable
    Limit limit() {
        return limit;
    }
}
