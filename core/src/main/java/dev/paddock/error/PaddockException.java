package dev.paddock.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all failures that a person may read. The message is one or two sentences: what failed, with the facts, and what to do
 * next where that is known. It never holds a secret.
 */
public final class PaddockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public PaddockException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public PaddockException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
