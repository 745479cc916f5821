package dev.paddock.bench;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The server's start and size and the command's answer, beside a Java program that does nothing. */
final class ServerBench {
    /** What a server still does when it answers already, and what is left to do when one has ended, is not to be timed with what comes next. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private ServerBench() {}

    static List<Row> run(Scratch scratch, int rounds, Installed installed) throws Exception {
        Timings timings = new Timings();
        Command nothing =
                Command.of(installed.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-version");
        Path clone = scratch.repository("status", 1);
        Path home = scratch.directory().resolve("server-home");
        for (int i = 0; i <= rounds; i++) {
            Thread.sleep(SETTLED);
            timings.time("java", () -> Processes.run(nothing).orThrow("java"));
            try (ServerProcess server = ServerProcess.start(home, installed)) {
                timings.add("ready", server.readyMillis);
                Thread.sleep(SETTLED);
                timings.add("memory", server.residentMebibytes());
                timings.time("java again", () -> Processes.run(nothing).orThrow("java"));
                Command status = Command.of(installed.command().toString(), "status")
                        .environment(ServerProcess.environment(home));
                timings.time(
                        "git",
                        () -> Processes.run(Command.of("git", "status")
                                        .environment(Map.of("PATH", "/usr/bin:/bin", "GIT_CONFIG_GLOBAL", "/dev/null"))
                                        .in(clone))
                                .orThrow("git status"));
                timings.time("first status", () -> Processes.run(status).orThrow("paddock status"));
                timings.time("status", () -> Processes.run(status).orThrow("paddock status"));
                Command run = Command.of(installed.command().toString(), "run", "--agent", "shell", "true")
                        .environment(ServerProcess.environment(home))
                        .in(clone);
                timings.time("run", () -> Processes.run(run).orThrow("paddock run"));
            }
            if (i == 0) {
                timings.forget();
            }
        }
        return List.of(
                Row.millis(
                        "server: process start → first answer",
                        timings.of("ready"),
                        new Row.Peer("`java -version`", timings.of("java")),
                        "< 1000 ms"),
                new Row("server: resident memory, idle", "MiB", timings.of("memory"), null, "< 200 MiB"),
                Row.millis(
                        "`paddock status`, from the shell",
                        timings.of("status"),
                        new Row.Peer("`java -version`", timings.of("java again")),
                        "< 150 ms"),
                Row.millis("— the first that a server answers", timings.of("first status"), ""),
                Row.millis(
                        "`paddock run --agent shell true`, from the shell until the run has ended",
                        timings.of("run"),
                        ""),
                Row.millis("`git status` in a clone of 100 files, for comparison", timings.of("git"), ""));
    }
}
