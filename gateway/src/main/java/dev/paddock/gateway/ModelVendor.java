package dev.paddock.gateway;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** One vendor's model API: what of it a run may call, how it says no, how it reports usage. Implementations are stateless. */
public interface ModelVendor {
    /** The name in {@code /model/<name>/…}, lower case. */
    String name();

    /** The vendor's public upstream; empty where the owner of the server has to name one. */
    Optional<URI> defaultBase();

    /**
     * Whether a run may call this.
     *
     * @param path below the route, beginning with a slash, exactly as sent; it has no percent sign, no empty and no dot
     *     segment
     * @param query without the question mark, without any {@code key} parameter; empty when there is none
     */
    boolean allows(String method, String path, String query);

    /** A JSON error body in the form that the vendor's clients show to people. */
    byte[] error(Refusal refusal, String message);

    /**
     * What is said in the vendor's place to a client that would wait within its turn for a limit that lasts long: a JSON body on which it ends the turn. Empty
     * where its clients end the turn when no header tells them how long to wait.
     *
     * @param until when the limit is lifted
     */
    default Optional<byte[]> pause(Instant until) {
        return Optional.empty();
    }

    /** Reads the usage of one call; empty for calls that use nothing. */
    Optional<UsageMeter> meter(String method, String path);

    /** What a person does to provide the credential, one sentence. */
    String signIn();
}
