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
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code package-lock.json} and the {@code package.json} beside it, which pin an agent's program: every package of it by version and hash. Immutable.
 *
 * @param text of {@code package-lock.json}
 * @param manifest text of {@code package.json}
 * @param wanted name of the first package that is asked for
 * @param version of that package
 * @param integrity that package's hash, as npm writes it
 * @see <a href="https://docs.npmjs.com/cli/configuring-npm/package-lock-json">package-lock.json</a>
 */
record LockFile(String text, String manifest, String wanted, String version, String integrity) {
    /** The most characters of either file. */
    static final int MAX_FILE = 4 << 20;

    private static final Pattern NAME = Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,64}");
    private static final Pattern INTEGRITY = Pattern.compile("sha(256|384|512)-[A-Za-z0-9+/]{40,100}={0,2}");

    /** @throws PaddockException as {@link #of} */
    static LockFile read(Path path) {
        Path manifest = path.resolveSibling("package.json");
        try {
            if (Files.size(path) > MAX_FILE || Files.size(manifest) > MAX_FILE) {
                throw new PaddockException(ErrorCode.INVALID, path + " is too large for a lock file");
            }
            return of(path.toString(), Files.readString(path), Files.readString(manifest));
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.INVALID, "can't read " + path + " and package.json beside it: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the files' texts.
     *
     * @param source names the lock file in errors
     * @throws PaddockException INVALID if it pins nothing, or if a package in it has no hash to be checked by
     */
    static LockFile of(String source, String text, String manifest) {
        JsonNode packages = packages(source, text);
        for (Map.Entry<String, JsonNode> one : packages.properties()) {
            String integrity = one.getValue().path("integrity").asString("");
            if (!one.getKey().isEmpty() && !INTEGRITY.matcher(integrity).matches()) {
                throw new PaddockException(
                        ErrorCode.INVALID,
                        source + " has " + Bounds.cut(one.getKey(), 200)
                                + " without an integrity hash, so that nothing would tell what is installed");
            }
        }
        for (Map.Entry<String, JsonNode> wanted :
                packages.path("").path("dependencies").properties()) {
            JsonNode found = packages.path("node_modules/" + wanted.getKey());
            String version = found.path("version").asString("");
            if (NAME.matcher(wanted.getKey()).matches()
                    && VERSION.matcher(version).matches()) {
                String integrity = found.path("integrity").asString("");
                return new LockFile(text, manifest, wanted.getKey(), version, integrity);
            }
        }
        throw new PaddockException(ErrorCode.INVALID, source + " pins no version of what is to be installed");
    }

    private static JsonNode packages(String source, String text) {
        try {
            return EventJson.mapper().readTree(text).path("packages");
        } catch (JacksonException e) {
            throw new PaddockException(
                    ErrorCode.INVALID, source + " is no valid JSON: " + Bounds.cut(e.getOriginalMessage(), 200), e);
        }
    }

    /** Whether this can be a version, or a tag such as {@code latest}. */
    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** The text of a {@code package.json} that asks for this package. */
    static String manifest(String agent, String wanted, String version) {
        ObjectNode manifest = EventJson.mapper().createObjectNode();
        manifest.put("name", "paddock-agent-" + agent).put("private", true);
        manifest.putObject("dependencies").put(wanted, version);
        return manifest.toPrettyString() + "\n";
    }

    /** A lock file's text without the addresses of the registry that it was made with. */
    static String portable(String source, String text) {
        JsonNode tree;
        try {
            tree = EventJson.mapper().readTree(text);
        } catch (JacksonException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, source + " is no valid JSON", e);
        }
        for (JsonNode one : tree.path("packages")) {
            if (one instanceof ObjectNode entry) {
                entry.remove("resolved");
            }
        }
        return tree.toPrettyString() + "\n";
    }

    /** Stands for the exact contents and the machine's processor. */
    String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update(manifest.getBytes(StandardCharsets.UTF_8));
            digest.update(System.getProperty("os.arch").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Writes both files into a directory. */
    void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("package-lock.json"), text);
        Files.writeString(directory.resolve("package.json"), manifest);
    }
}
