package dev.paddock.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The hash chain of a journal: each event's hash is SHA-256 over the hash before it and the event's stored bytes. Not thread-safe. */
final class Chain {
    /** The hash before a journal's first event. */
    static final byte[] START = new byte[32];

    private byte[] hash = START;
    private long length;
    private long broken;

    /** A stored event. */
    static final class Link {
        private final long seq;
        private final String json;
        private final byte[] hash;

        Link(long seq, String json, byte[] hash) {
            this.seq = seq;
            this.json = json;
            this.hash = hash;
        }

        String json() {
            return json;
        }
    }

    static byte[] next(byte[] before, String json) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            return digest.digest(json.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Takes the next stored event; false, and the place is kept, if it does not fit. */
    boolean follow(Link link) {
        byte[] expected = next(hash, link.json);
        if (link.seq != length + 1 || !MessageDigest.isEqual(expected, link.hash)) {
            broken = length + 1;
            return false;
        }
        hash = expected;
        length++;
        return true;
    }

    long length() {
        return length;
    }

    long broken() {
        return broken;
    }

    boolean endsWith(byte[] head) {
        return Arrays.equals(hash, head);
    }
}
