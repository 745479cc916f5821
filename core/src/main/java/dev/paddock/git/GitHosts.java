package dev.paddock.git;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tokens for private repositories, one for each host, in files of mode 0600 whose form git's own credential helpers have. Git gets one through a helper that reads
 * the file: the token is in no argument, no variable, no address and no configuration. Thread-safe.
 *
 * @see <a href="https://git-scm.com/docs/gitcredentials">gitcredentials</a>
 */
public final class GitHosts {
    /** What hosts take as the name that goes with a token, GitHub and GitLab among them. */
    public static final String USUAL_NAME = "x-access-token";

    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9][0-9]{0,4})?");
    private static final int MOST = 200;
    /** Git runs it in a shell with {@code get}, {@code store} or {@code erase} behind it. */
    private static final String HELPER = "!f() { test \"$1\" = get && cat -- \"$PADDOCK_GIT_HOST_FILE\"; }; f";

    private final Path directory;

    /** @param secrets the home's directory of credentials */
    public GitHosts(Path secrets) {
        this.directory = secrets.resolve("git");
    }

    /**
     * A host with a token.
     *
     * @param name as in an address, lower case, with the port where it is not 443
     */
    public record Host(String name, String username, Instant since) {}

    /** A host's name as it is kept: lower case, without the usual port. */
    public static String normal(String host) {
        String normal = host.toLowerCase(Locale.ROOT).replaceFirst(":443$", "");
        if (!HOST.matcher(normal).matches() || normal.contains("..")) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "that is no host; give its name, with a port if it needs one: git.example.com:8443");
        }
        return normal;
    }

    public List<Host> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> HOST.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .map(GitHosts::read)
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Keeps a host's token in the place of the one there was.
     *
     * @throws PaddockException INVALID, never quoting the token
     */
    public synchronized Host put(String host, String username, String token) {
        String name = normal(host);
        Path file = directory.resolve(name);
        if (!Files.exists(file) && all().size() >= MOST) {
            throw new PaddockException(ErrorCode.LIMIT, "there are tokens for " + MOST + " hosts; remove some");
        }
        write(file, username, token);
        return read(file);
    }

    /** @return false if there was none */
    public boolean remove(String host) {
        Path file = directory.resolve(normal(host));
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't delete " + file + ": " + e.getMessage(), e);
        }
    }

    /** The variables with which git signs in at this host and no other; empty where there is no token for it. */
    public Optional<Map<String, String>> environment(String host) {
        Path file = directory.resolve(normal(host));
        return Files.exists(file) ? Optional.of(environment(normal(host), file)) : Optional.empty();
    }

    /** As {@link #environment(String)} with a token that is not kept; the caller deletes the file. */
    public Map<String, String> environment(String host, String username, String token, Path file) {
        write(file, username, token);
        return environment(normal(host), file);
    }

    /** Where a token is while it is tried. */
    public Path trial() {
        return directory.resolve("." + Long.toHexString(System.nanoTime()) + ".trial");
    }

    private static Map<String, String> environment(String host, Path file) {
        Map<String, String> environment = new HashMap<>(GitEnvironment.further(Map.of(
                "credential.https://" + host + ".helper",
                HELPER,
                // A redirect could lead to a place that is not this host.
                "http.followRedirects",
                "false")));
        environment.put("PADDOCK_GIT_HOST_FILE", file.toAbsolutePath().toString());
        return environment;
    }

    private static void write(Path file, String username, String token) {
        check("the name", username, 1);
        check("the token", token, 4);
        PrivateFile.write(file, "username=" + username + "\npassword=" + token + "\n");
    }

    private static void check(String what, String text, int shortest) {
        if (text.length() < shortest || text.length() > 4_096 || text.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    what + " has " + shortest + " to 4096 characters, without spaces or line breaks");
        }
    }

    private static Host read(Path file) {
        try {
            String name = Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("username="))
                    .map(line -> line.substring("username=".length()))
                    .findFirst()
                    .orElse("");
            return new Host(
                    String.valueOf(file.getFileName()),
                    name,
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
