package dev.paddock.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock logs}. */
@Command(
        name = "logs",
        description = "Shows all that happened in a run: what was said, done, allowed and denied.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock logs 7f3a",
            "  paddock logs 7f3a -f             until it ends",
            "  paddock logs 7f3a --json         one event a line",
            "  paddock logs 7f3a --verify       checks the journal; exits with 1 where it is broken"
        })
final class LogsCommand extends JsonCommand {
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what happens, until the run ends.")
    boolean follow;

    @Option(
            names = "--verify",
            description = "Checks that no event was changed, removed or added, and that events keep their rules.")
    boolean verify;

    LogsCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        Api api = servers().connect();
        JsonNode found = new Runs(api).find(run);
        String id = Json.text(found, "id");
        if (verify) {
            return verify(api, id);
        }
        Transcript transcript = new Transcript();
        if (follow) {
            follow(found, id, transcript);
        } else {
            readAll(api, id, transcript);
        }
        transcript.finish().forEach(l -> show("", l));
        return ExitCode.OK;
    }

    private void readAll(Api api, String id, Transcript transcript) throws IOException {
        try (LineReader lines =
                new LineReader(api.open("GET", "/runs/" + id + "/events", null, SILENCE, Map.of()), 64 << 20)) {
            for (String line = lines.next(); line != null && !caller.out().checkError(); line = lines.next()) {
                if (!line.isEmpty()) {
                    event(transcript, json ? Json.object() : Json.parse(line), line);
                }
            }
        }
    }

    private void follow(JsonNode found, String id, Transcript transcript) {
        RunProgress progress = new RunProgress(id, id, Json.text(found, "state"), Json.number(found, "seq"));
        new EventFeed(servers()::find, "runs=" + Api.encode(id), PATIENCE)
                .follow(
                        (event, raw) -> {
                            progress.apply(event);
                            event(transcript, event, raw);
                            return !progress.hasEnded() && !caller.out().checkError();
                        },
                        trouble -> {
                            if (!trouble.isEmpty()) {
                                caller.say(trouble);
                            }
                        });
    }

    private void event(Transcript transcript, JsonNode event, String raw) {
        if (json) {
            printJson(raw);
        } else {
            String time = Times.clock(Json.text(event, "time"));
            transcript.accept(event).forEach(l -> show(time, l));
        }
        if (follow) {
            caller.out().flush();
        }
    }

    private void show(String time, Transcript.Line line) {
        Style style = caller.outStyle();
        print(style.dim(Width.pad(time, 8)) + "  " + line.show(style));
    }

    private int verify(Api api, String id) {
        JsonNode answer = api.get("/runs/" + id + "/verify");
        boolean ok = answer.path("ok").asBoolean(false);
        Style style = caller.outStyle();
        if (json) {
            printJson(answer);
        } else if (ok) {
            new Facts(caller)
                    .head(
                            style.green("✓"),
                            Format.many(Json.number(answer, "events"), "event") + ", chain intact, last hash "
                                    + Json.safe(answer, "hash"));
        } else {
            new Facts(caller)
                    .head(
                            style.red("✗"),
                            "the journal is broken at event " + Json.safe(answer, "broken") + ": "
                                    + Json.safe(answer, "why") + "; what is shown from there on can't be trusted");
        }
        return ok ? ExitCode.OK : ExitCode.FAILED;
    }
}
