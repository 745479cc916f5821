package dev.paddock.gateway;

/** There is no credential for a model request; the message tells a person why and what to do, and reaches the run. */
public final class NoCredentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoCredentialException(String advice) {
        super(advice);
    }
}
