package dev.paddock.task;

import java.security.SecureRandom;

/** Makes ids: a letter for the kind and ten random letters and digits, fit for file names, branches, URLs and people. */
public final class Ids {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    public static String project() {
        return next('p');
    }

    public static String task() {
        return next('t');
    }

    public static String run() {
        return next('r');
    }

    public static String plan() {
        return next('c');
    }

    private static String next(char kind) {
        StringBuilder id = new StringBuilder(11).append(kind);
        long bits = RANDOM.nextLong();
        for (int i = 0; i < 10; i++, bits >>>= 5) {
            id.append(ALPHABET.charAt((int) (bits & 31)));
        }
        return id.toString();
    }
}
