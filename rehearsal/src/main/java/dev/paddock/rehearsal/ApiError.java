package dev.paddock.rehearsal;

import org.jspecify.annotations.Nullable;

/** An answer that is an error of the model's API; the wire gives it the vendor's form. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable Integer retryAfter;

    ApiError(int status, String type, String message, @Nullable Integer retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    static ApiError invalid(String message) {
        return new ApiError(400, "invalid_request_error", message, null);
    }

    static ApiError notFound(String message) {
        return new ApiError(404, "not_found_error", message, null);
    }

    /** The name that the Anthropic API gives to errors of that status. */
    static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** Seconds; null if the answer names none. */
    @Nullable
    Integer retryAfter() {
        return retryAfter;
    }
}
