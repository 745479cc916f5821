package dev.paddock.gateway;

/** Ends the handling of a connection with a {@link Refusal}. Carries no stack trace: a run can cause any number of them. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RefusedException(Refusal refusal, String detail) {
        super(detail, null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    /** What exactly was wrong, for the person who reads the answer; empty when the refusal says it all. */
    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
