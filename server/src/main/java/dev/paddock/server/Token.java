package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The owner's token: 256 random bits in a file of mode 0600. Only its SHA-256 is kept in memory. Immutable. */
public final class Token {
    private static final int BYTES = 32;

    private final byte[] digest;

    private Token(String text) {
        digest = sha256(text);
    }

    /**
     * Reads the token, making it at the first start.
     *
     * @throws PaddockException UNSAFE if others may read it or it is too short to be one
     */
    public static Token at(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] bits = new byte[BYTES];
                new SecureRandom().nextBytes(bits);
                PrivateFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bits) + "\n");
            }
            Set<PosixFilePermission> allowed = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
                throw new PaddockException(
                        ErrorCode.UNSAFE,
                        file + " can be read by others; remove it, and the next start makes a new token");
            }
            String text = Files.readString(file).strip();
            if (text.length() < BYTES) {
                throw new PaddockException(
                        ErrorCode.UNSAFE, file + " holds no token; remove it, and the next start makes a new one");
            }
            return new Token(text);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether this is the token; takes the same time for every wrong one. */
    boolean matches(String text) {
        return MessageDigest.isEqual(digest, sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
