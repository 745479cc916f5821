package dev.paddock.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the server that this caller means: a remote one named by {@code PADDOCK_URL}, or the one of {@code PADDOCK_HOME}. */
final class Servers {
    private final Caller caller;

    Servers(Caller caller) {
        this.caller = caller;
    }

    /** The server's home on this machine; root's server lives in /var/lib/paddock, since it runs as another user. */
    Path home() {
        String home = caller.variable("PADDOCK_HOME");
        if (home != null) {
            return caller.directory().resolve(home).normalize();
        }
        return isRoot() ? Path.of("/var/lib/paddock") : caller.userHome().resolve(".paddock");
    }

    boolean isRemote() {
        return caller.variable("PADDOCK_URL") != null;
    }

    /** The server that is up, if it answers. Starts nothing. */
    Optional<Api> find() {
        return remote().or(this::local).filter(Api::isHealthy);
    }

    /** The server, started where none is up. */
    Api connect() {
        Optional<Api> remote = remote();
        if (remote.isPresent()) {
            return remote.get();
        }
        Optional<Api> up = find();
        if (up.isPresent()) {
            compareVersions();
            return up.get();
        }
        return new ServerStart(caller, this).start();
    }

    /** The server of the home on this machine, if its file names a live process; it may not answer yet. */
    Optional<Api> local() {
        return ServerFile.read(home()).flatMap(file -> {
            String token = token();
            return token == null ? Optional.empty() : Optional.of(new Api(new Endpoint(file.url(), token)));
        });
    }

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private Optional<Api> remote() {
        String url = caller.variable("PADDOCK_URL");
        if (url == null) {
            return Optional.empty();
        }
        String token = caller.variable("PADDOCK_TOKEN");
        if (token == null) {
            throw new CliException(
                    ExitCode.USAGE,
                    "PADDOCK_URL is set, but PADDOCK_TOKEN is not",
                    "Set PADDOCK_TOKEN to a token of that server, or unset PADDOCK_URL to use the server of this machine.");
        }
        try {
            return Optional.of(new Api(new Endpoint(URI.create(url), token.strip())));
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    "PADDOCK_URL is not an address: " + Sanitiser.line(url),
                    "It looks like https://host:port",
                    e);
        }
    }

    private @Nullable String token() {
        Path file = home().resolve("token");
        try {
            String token = Files.readString(file).strip();
            return token.isEmpty() ? null : token;
        } catch (java.nio.file.NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "can't read the server's token, " + file,
                    "That server belongs to another user: run this as them, or set PADDOCK_HOME to a home of your own.",
                    e);
        }
    }

    /** Says so where the server that is up has another version than this command. */
    private void compareVersions() {
        String mine = Version.current();
        ServerFile.read(home()).filter(file -> !file.version().equals(mine)).ifPresent(file -> {
            caller.say("The server that is up is version " + Sanitiser.line(file.version()) + ", this command is "
                    + mine + renewal());
        });
    }

    /** Says so where the server that is up was started before this command was built. */
    void compareBuilds() {
        if (!isRemote()
                && ServerFile.read(home()).filter(Servers::isOlderThanBuild).isPresent()) {
            caller.say("The server that is up was started before the last build" + renewal());
        }
    }

    private String renewal() {
        return ": `" + caller.command() + " down && " + caller.command() + " up` renews it; runs go on.";
    }

    private static boolean isOlderThanBuild(ServerFile file) {
        String dist = System.getProperty("paddock.dist");
        Instant started = file.started();
        if (dist == null || started == null) {
            return false;
        }
        try {
            // The launcher's stamp is as old as the build's beginning.
            return Files.getLastModifiedTime(Path.of(dist, ".built"))
                    .toInstant()
                    .isAfter(started);
        } catch (IOException e) {
            return false;
        }
    }
}
