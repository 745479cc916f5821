package dev.paddock.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the server of a home, detached from this command and its terminal, and waits until it answers. Where two commands do so at once, the
 * server that comes second ends by itself and both commands find the first.
 */
final class ServerStart {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Exit code of a server that came second: another one has the home and will answer. */
    private static final int CAME_SECOND = 3;
    /** What ended for another reason failed; another command's server may still answer now. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Caller caller;
    private final Servers servers;

    ServerStart(Caller caller, Servers servers) {
        this.caller = caller;
        this.servers = servers;
    }

    Api start() {
        Path log = servers.home().resolve("log").resolve("server.out");
        long logged = prepare(log);
        try (Progress progress = Progress.start(caller, "Starting the server")) {
            Process process = launch(log);
            return await(process, log, logged, progress);
        }
    }

    private Api await(Process process, Path log, long logged, Progress progress) {
        Stopwatch watch = new Stopwatch();
        Duration limit = LIMIT;
        boolean ended = false;
        while (!watch.over(limit)) {
            Optional<Api> up = servers.local().filter(Api::isHealthy);
            if (up.isPresent()) {
                progress.done();
                return up.get();
            }
            if (!ended && hasEnded(process)) {
                ended = true;
                // Exit 0 hands over to another process: the one that runs as the user paddock, or the one that was
                // first.
                if (process.exitValue() != 0 && process.exitValue() != CAME_SECOND) {
                    limit = watch.passed().plus(GRACE);
                }
            }
        }
        throw failure(ended, log, logged);
    }

    /** Waits a moment for the process's end, which paces the caller's loop too. */
    private static boolean hasEnded(Process process) {
        try {
            return process.waitFor(25, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted while the server was starting", null, e);
        }
    }

    private long prepare(Path log) {
        try {
            Path home = servers.home();
            if (!Files.isDirectory(home)) {
                Files.createDirectories(
                        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createDirectories(log.getParent());
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "can't write to the server's home " + servers.home() + ": " + e.getMessage(),
                    "Set PADDOCK_HOME to a directory of your own.",
                    e);
        }
    }

    private Process launch(Path log) {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().clear();
        builder.environment().putAll(caller.environment());
        builder.environment().put("PADDOCK_HOME", servers.home().toString());
        builder.directory(new File("/"));
        builder.redirectInput(new File("/dev/null"));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectErrorStream(true);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.PREREQUISITE,
                    "can't start the server: " + e.getMessage(),
                    "`setsid` is part of util-linux: apt-get install util-linux",
                    e);
        }
    }

    private static List<String> command() {
        String dist = System.getProperty("paddock.dist");
        if (dist == null) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "no server is up, and this command does not know where the server is installed",
                    "Start it through the launcher, `./paddock up`.");
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("setsid", java, "@" + Path.of(dist, "options", "server")));
        Path cache = Path.of(dist, "aot", "server.aot");
        if (Files.isReadable(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-Dpaddock.dist=" + dist, "-cp", classPath(Path.of(dist)), "dev.paddock.server.Main"));
        return command;
    }

    /** All jars, in the order that the cache was made with. */
    private static String classPath(Path dist) {
        try (Stream<Path> jars = Files.list(dist.resolve("lib"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "the server's jars are not in " + dist.resolve("lib"),
                    "Start it through the launcher, `./paddock up`, which builds it.",
                    e);
        }
    }

    private CliException failure(boolean ended, Path log, long logged) {
        String said = tail(log, logged);
        return new CliException(
                ExitCode.UNREACHABLE,
                (ended
                                ? "the server ended while it was starting"
                                : "the server did not answer within " + LIMIT.toSeconds() + " s")
                        + (said.isEmpty()
                                ? ""
                                : "; its last words:\n" + said.indent(2).stripTrailing()),
                "Its log is " + log + ".");
    }

    private static String tail(Path log, long from) {
        try (InputStream stream = Files.newInputStream(log)) {
            stream.skipNBytes(Math.max(from, Files.size(log) - 4000));
            String text = new String(stream.readNBytes(4000), StandardCharsets.UTF_8);
            List<String> lines = Sanitiser.text(text).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
