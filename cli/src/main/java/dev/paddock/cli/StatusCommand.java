package dev.paddock.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock status}. */
@Command(
        name = "status",
        description = {"Shows the server and what it is doing.", "Starts none; exits with 4 where none is up."},
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock status", "  paddock status --json"})
final class StatusCommand extends JsonCommand {
    StatusCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Optional<Api> api = servers().find();
        if (api.isEmpty()) {
            return none();
        }
        String raw = api.get().getText("/status");
        if (json) {
            printJson(raw.strip());
        } else {
            show(Json.parse(raw));
        }
        return ExitCode.OK;
    }

    private int none() {
        if (json) {
            var result = Json.object().put("home", servers().home().toString());
            result.putNull("server");
            printJson(result);
        } else if (servers().isRemote()) {
            print("No server answers at " + Sanitiser.line(String.valueOf(caller.variable("PADDOCK_URL"))) + ".");
        } else {
            print("No server is up for " + servers().home() + "; `paddock up` starts one.");
        }
        return ExitCode.UNREACHABLE;
    }

    private void show(JsonNode status) {
        JsonNode server = status.path("server");
        JsonNode runs = status.path("runs");
        JsonNode machine = status.path("machine");
        Style style = caller.outStyle();
        print(style.green("●") + " " + style.bold("up") + "  version " + Json.safe(server, "version") + ", process "
                + Json.safe(server, "pid") + user(server));
        row("address", Json.safe(server, "url"));
        row("home", Json.safe(server, "home"));
        row("started", Times.ago(Json.text(server, "started")));
        row(
                "runs",
                Json.number(runs, "live") + " live, " + Json.number(runs, "queued") + " queued, "
                        + Json.number(runs, "total") + " in all");
        long asked = Json.number(runs, "approvals");
        if (asked > 0) {
            row(
                    "asked",
                    style.yellow(Format.many(asked, "request") + (asked == 1 ? " waits" : " wait") + " for approval")
                            + style.dim("  paddock approve"));
        }
        row("accounts", accounts(status));
        if (machine.isObject()) {
            row(
                    "machine",
                    Format.many(Json.number(machine, "cores"), "core") + ", "
                            + Format.bytes(Json.number(machine, "memoryBytes")));
        }
    }

    private static String user(JsonNode server) {
        String user = Json.safe(server, "user");
        return user.isEmpty() ? "" : ", user " + user;
    }

    private static String accounts(JsonNode status) {
        var accounts = Json.list(status, "accounts").stream()
                .map(a -> Sanitiser.line(a.asString("")))
                .toList();
        return accounts.isEmpty() ? "none; `paddock auth claude` adds one" : String.join(", ", accounts);
    }

    private void row(String name, String value) {
        if (!value.isEmpty()) {
            print("  " + caller.outStyle().dim(Width.pad(name, 10)) + value);
        }
    }
}
