package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A project's set-up script at a base commit.
 *
 * @param key names its layer: the same for the same commit, script and surroundings
 * @param environment of its process
 */
public record SetUp(String key, String script, Duration timeout, RunEnvironment environment) {
    private static final String FORM = "1";

    static SetUp of(
            String commit, String script, Duration timeout, RunEnvironment environment, Map<String, String> inputs) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(FORM, commit, script, new TreeMap<>(inputs).toString())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return new SetUp(HexFormat.of().formatHex(digest.digest(), 0, 10), script, timeout, environment);
        } catch (NoSuchAlgorithmException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "no SHA-256", e);
        }
    }
}
