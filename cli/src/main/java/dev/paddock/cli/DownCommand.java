package dev.paddock.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paddock down}. */
@Command(
        name = "down",
        description = {"Stops the server.", "Agents at work go on; the next `paddock up` takes them up again."},
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock down", "  paddock down --stop-runs"})
final class DownCommand extends JsonCommand {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(names = "--stop-runs", description = "Stops every run first; their work is kept.")
    boolean stopRuns;

    DownCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Optional<Api> api = servers().find();
        if (api.isEmpty()) {
            say("No server is up.", false);
            return ExitCode.OK;
        }
        Optional<Long> pid = servers().isRemote()
                ? Optional.empty()
                : ServerFile.read(servers().home()).map(ServerFile::pid);
        api.get().post("/shutdown?runs=" + (stopRuns ? "stop" : "keep"), null, LIMIT);
        Progress.during(caller, "Stopping the server", () -> await(api.get(), pid));
        say(stopRuns ? "The server and its runs are stopped." : "The server is stopped; agents at work go on.", true);
        return ExitCode.OK;
    }

    private static boolean await(Api api, Optional<Long> pid) {
        Stopwatch watch = new Stopwatch();
        while (isUp(api, pid)) {
            if (watch.over(LIMIT)) {
                throw new CliException(
                        ExitCode.SERVER_FAILED,
                        "the server did not end within " + LIMIT.toSeconds() + " s",
                        pid.map(p -> "`kill " + p + "` ends it; runs go on.").orElse(null));
            }
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException(ExitCode.INTERRUPTED, "interrupted while the server was stopping", null, e);
            }
        }
        return true;
    }

    private void say(String what, boolean stopped) {
        if (json) {
            printJson(Json.object().put("stopped", stopped));
        } else {
            print(what);
        }
    }

    private static boolean isUp(Api api, Optional<Long> pid) {
        return pid.isPresent()
                ? ProcessHandle.of(pid.get()).map(ProcessHandle::isAlive).orElse(false)
                : api.isHealthy();
    }
}
