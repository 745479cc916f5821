package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Overwrites secrets in a stream of bytes with asterisks of the same length, also where one is split between two reads. Bytes
 * that may be the beginning of a secret are held back until more has come; nothing else is delayed. One thread.
 */
final class Redactor {
    private final List<byte[]> secrets;
    private byte[] held = new byte[0];

    Redactor(List<String> secrets) {
        this.secrets =
                secrets.stream().map(s -> s.getBytes(StandardCharsets.US_ASCII)).toList();
    }

    boolean found(String text) {
        return secrets.stream().anyMatch(s -> text.contains(new String(s, StandardCharsets.US_ASCII)));
    }

    /** The bytes that can be passed on now. The result is the caller's. */
    byte[] accept(byte[] bytes, int offset, int length) {
        byte[] work = Arrays.copyOf(held, held.length + length);
        System.arraycopy(bytes, offset, work, held.length, length);
        int keepFrom = work.length;
        for (byte[] secret : secrets) {
            keepFrom = Math.min(keepFrom, redact(work, secret));
        }
        held = Arrays.copyOfRange(work, keepFrom, work.length);
        return keepFrom == work.length ? work : Arrays.copyOf(work, keepFrom);
    }

    /** All of a stream at once. The result is the caller's. */
    byte[] whole(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(accept(bytes, 0, bytes.length));
        all.writeBytes(end());
        return all.toByteArray();
    }

    /** What was held back, at the end of the stream. */
    byte[] end() {
        byte[] rest = held;
        held = new byte[0];
        return rest;
    }

    /** Overwrites whole matches; returns where a match begins that the end of the buffer cuts off. */
    private static int redact(byte[] work, byte[] secret) {
        byte start = secret[0];
        for (int i = 0; i < work.length; i++) {
            if (work[i] != start) {
                continue;
            }
            int length = Math.min(secret.length, work.length - i);
            if (Arrays.equals(work, i, i + length, secret, 0, length)) {
                if (length < secret.length) {
                    return i;
                }
                Arrays.fill(work, i, i + length, (byte) '*');
            }
        }
        return work.length;
    }
}
