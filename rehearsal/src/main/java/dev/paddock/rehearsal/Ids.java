package dev.paddock.rehearsal;

import java.security.SecureRandom;
import java.util.Base64;

/** Identifiers as APIs make them. Every reply has its own: an agent is confused by a call whose identifier it has seen. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static String next(String prefix) {
        byte[] bytes = new byte[15];
        RANDOM.nextBytes(bytes);
        return prefix
                + Base64.getUrlEncoder().encodeToString(bytes).replace('-', 'a').replace('_', 'b');
    }
}
