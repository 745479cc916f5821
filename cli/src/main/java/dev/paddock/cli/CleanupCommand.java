package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock cleanup}. */
@Command(
        name = "cleanup",
        description = {
            "Frees the server's disk of what is not needed any more. Shows first what goes and what stays, and asks.",
            "Journals and diffs stay, and every branch that was neither landed nor discarded. What is at work, kept warm or in the queue is never touched."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock cleanup --dry-run",
            "  paddock cleanup --older 7 --yes",
            "  paddock cleanup --older 0      everything that nothing uses now"
        })
final class CleanupCommand extends JsonCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(names = "--dry-run", description = "Shows what would go; removes nothing.")
    boolean dryRun;

    @Option(
            names = "--older",
            paramLabel = "DAYS",
            description =
                    "Takes what ended or was last used so many days ago (default: as keep.… of the settings says).")
    @Nullable
    Integer older;

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask.")
    boolean yes;

    CleanupCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        if (older != null && older < 0) {
            throw new CliException(ExitCode.USAGE, "--older takes a number of days, 0 or more", null);
        }
        Api api = servers().connect();
        ObjectNode request = Json.object();
        if (older != null) {
            request.put("olderDays", older);
        }
        JsonNode plan =
                Progress.during(caller, "Looking at the disk", () -> api.post("/cleanup/plans", request, PATIENCE));
        CleanupTable table = new CleanupTable(caller, plan);
        if (dryRun) {
            if (json) {
                printJson(plan);
            } else {
                table.lines(caller.outStyle(), true).forEach(this::print);
                if (!table.isEmpty()) {
                    print("");
                    print(caller.outStyle().dim("Next:  ") + caller.command() + " cleanup"
                            + (older == null ? "" : " --older " + older));
                }
            }
            return ExitCode.OK;
        }
        table.lines(caller.errStyle(), false).forEach(caller::say);
        if (table.isEmpty()) {
            return conclude(Json.object()
                    .put("removed", 0)
                    .put("left", 0)
                    .put("failed", 0)
                    .put("bytes", 0));
        }
        Confirmation.ask(caller, "Remove " + Format.many(table.count(), "thing") + "?", yes);
        return conclude(execute(api, plan));
    }

    private JsonNode execute(Api api, JsonNode plan) {
        byte[] request =
                Json.object().put("plan", Json.text(plan, "id")).toString().getBytes(StandardCharsets.UTF_8);
        long all = Json.list(plan, "items").size();
        long freed = 0;
        long at = 0;
        try (Progress progress = Progress.start(caller, "Cleaning up");
                InputStream stream =
                        api.open("POST", "/cleanup", request, PATIENCE, Map.of("Content-Type", "application/json"));
                LineReader lines = new LineReader(stream, 1 << 20)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                JsonNode step = line.isBlank() ? Json.object() : Json.parse(line);
                if (step.has("error")) {
                    throw new CliException(ExitCode.REFUSED, Json.safe(step, "error"), null);
                }
                if (step.path("done").asBoolean(false)) {
                    progress.done();
                    return step;
                }
                at++;
                freed += step.path("removed").asBoolean(false) ? Json.number(step, "bytes") : 0;
                progress.update(at + " of " + all + ", " + Format.bytes(freed) + " freed");
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "the connection broke; the server goes on cleaning up",
                    "`paddock status` says what came of it.",
                    e);
        }
        throw new CliException(
                ExitCode.UNREACHABLE,
                "the server stopped in the middle",
                "Nothing is half gone: `paddock cleanup` goes on when it is up again.");
    }

    private int conclude(JsonNode done) {
        long failed = Json.number(done, "failed");
        if (json) {
            ObjectNode result = (ObjectNode) done;
            result.remove("done");
            printJson(result);
        } else if (Json.number(done, "removed") + failed > 0 || Json.number(done, "left") > 0) {
            long left = Json.number(done, "left");
            print("Freed " + Format.bytes(Json.number(done, "bytes")) + ": "
                    + Format.many(Json.number(done, "removed"), "thing") + " went"
                    + (left > 0 ? ", " + left + " stayed, since they are in use again" : "") + ".");
        }
        for (JsonNode problem : Json.list(done, "problems")) {
            caller.say(caller.errStyle().red("✗ ") + Json.safe(problem, "what") + ": " + Json.safe(problem, "problem"));
        }
        if (failed > 0) {
            caller.say(Format.many(failed, "thing") + " could not be removed.");
        }
        return failed > 0 ? ExitCode.FAILED : ExitCode.OK;
    }
}
