package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A {@code package-lock.json} with {@code package.json} beside it, which pins an agent's program: every package of it by version and hash. Immutable.
 *
 * @param version of the first package that is asked for
 * @param integrity that package's hash, as npm writes it
 * @param wanted name of that package
 * @param key stands for the exact contents and the machine's processor
 * @see <a href="https://docs.npmjs.com/cli/configuring-npm/package-lock-json">package-lock.json</a>
 */
record LockFile(Path path, String wanted, String version, String integrity, String key) {
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,64}");
    private static final Pattern INTEGRITY = Pattern.compile("sha(256|384|512)-[A-Za-z0-9+/]{40,100}={0,2}");
    private static final long MAX_FILE = 8 << 20;

    /** @throws PaddockException INVALID if it pins nothing, or if a package in it has no hash to be checked by */
    static LockFile read(Path path) {
        Path manifest = path.resolveSibling("package.json");
        try {
            if (Files.size(path) > MAX_FILE || Files.size(manifest) > MAX_FILE) {
                throw new PaddockException(ErrorCode.INVALID, path + " is too large for a lock file");
            }
            byte[] lock = Files.readAllBytes(path);
            byte[] wanted = Files.readAllBytes(manifest);
            return read(path, lock, key(lock, wanted));
        } catch (IOException | JacksonException e) {
            throw new PaddockException(
                    ErrorCode.INVALID, "can't read " + path + " and package.json beside it: " + e.getMessage(), e);
        }
    }

    private static LockFile read(Path path, byte[] lock, String key) {
        JsonNode packages = EventJson.mapper().readTree(lock).path("packages");
        for (Map.Entry<String, JsonNode> one : packages.properties()) {
            boolean pinned = INTEGRITY
                    .matcher(one.getValue().path("integrity").asString(""))
                    .matches();
            if (!one.getKey().isEmpty() && !pinned) {
                throw new PaddockException(
                        ErrorCode.INVALID,
                        path + " has " + Bounds.cut(one.getKey(), 200)
                                + " without an integrity hash, so that nothing would tell what is installed");
            }
        }
        for (Map.Entry<String, JsonNode> wanted :
                packages.path("").path("dependencies").properties()) {
            JsonNode found = packages.path("node_modules/" + wanted.getKey());
            String version = found.path("version").asString("");
            if (VERSION.matcher(version).matches()) {
                String integrity = found.path("integrity").asString("");
                return new LockFile(path, wanted.getKey(), version, integrity, key);
            }
        }
        throw new PaddockException(ErrorCode.INVALID, path + " pins no version of what is to be installed");
    }

    private static String key(byte[] lock, byte[] manifest) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(lock);
            digest.update(manifest);
            digest.update(System.getProperty("os.arch").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
