package dev.paddock.gateway;

import java.util.Optional;

/** Gives the credential of one model route. Asked for every request, on the request's thread, by several at once. */
@FunctionalInterface
public interface Credentials {
    /**
     * The credential as it is now; empty when there is none.
     *
     * @throws NoCredentialException when there is none and there is more to say about it than how to sign in
     */
    Optional<Credential> get();

    /**
     * The vendor answered 401 to this credential. Where true comes back there is another one now, and the run is asked to send its request again.
     */
    default boolean renewed(Credential refused) {
        return false;
    }
}
