package dev.paddock.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock auth test}. */
@Command(
        name = "test",
        description = {
            "Asks the vendor for its list of models with the account, the way a run would, and says what it answered.",
            "It costs nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every account works", "1:one does not"},
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock auth test", "  paddock auth test codex --name work"})
final class AuthTestCommand extends JsonCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(arity = "0..1", paramLabel = "VENDOR", description = "Default: every account.")
    @Nullable
    String vendor;

    @Option(names = "--name", paramLabel = "NAME", description = "Which account of it (default: its default).")
    @Nullable
    String name;

    AuthTestCommand(Caller caller) {
        super(caller);
    }

    private record Wanted(String vendor, @Nullable String name) {}

    @Override
    public Integer call() {
        Api api = servers().connect();
        List<Wanted> wanted = new ArrayList<>();
        if (vendor == null) {
            Json.list(api.get("/accounts"), "accounts")
                    .forEach(account ->
                            wanted.add(new Wanted(Json.text(account, "vendor"), Json.text(account, "name"))));
        } else {
            wanted.add(new Wanted(Vendors.of(vendor), name));
        }
        boolean good = true;
        ObjectNode all = Json.object();
        var tests = all.putArray("tests");
        for (Wanted one : wanted) {
            String path = "/accounts/" + Api.encode(one.vendor()) + "/test"
                    + (one.name() == null ? "" : "?name=" + Api.encode(one.name()));
            JsonNode answer = Progress.during(
                    caller, "Asking " + Sanitiser.line(one.vendor()), () -> api.post(path, Json.object(), PATIENCE));
            good &= answer.path("ok").asBoolean(false);
            tests.add(answer);
            if (!json) {
                show(answer);
            }
        }
        if (json) {
            printJson(all);
        } else if (wanted.isEmpty()) {
            print("The server has no account. `paddock auth claude` gives it one.");
        }
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    private void show(JsonNode answer) {
        boolean ok = answer.path("ok").asBoolean(false);
        Style style = caller.outStyle();
        int status = answer.path("status").asInt(0);
        print((ok ? style.green("✓") : style.red("✗")) + " " + Width.pad(Json.safe(answer, "vendor"), 18)
                + Width.pad(Json.safe(answer, "name"), 14) + Json.safe(answer, "host")
                + (status == 0 ? "" : " answered " + status) + ": " + Json.safe(answer, "message"));
    }
}
