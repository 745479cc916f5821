package dev.paddock.cli;

import java.util.Optional;
import java.util.stream.Collectors;
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
        Facts facts = new Facts(caller);
        facts.head(
                style.green("●"),
                style.bold("up") + "  version " + Json.safe(server, "version") + ", process " + Json.safe(server, "pid")
                        + user(server));
        facts.row("address", Json.safe(server, "url"));
        facts.row("home", Json.safe(server, "home"));
        facts.row("started", Times.ago(Json.text(server, "started")));
        facts.row(
                "runs",
                Json.number(runs, "live") + " live, " + Json.number(runs, "queued") + " queued, "
                        + Json.number(runs, "total") + " in all");
        String lack = Json.safe(runs, "waitsFor");
        if (!lack.isEmpty()) {
            facts.row("queue", style.yellow("waits for " + lack));
        }
        long asked = Json.number(runs, "approvals");
        if (asked > 0) {
            facts.row(
                    "asked",
                    style.yellow(Format.many(asked, "request") + (asked == 1 ? " waits" : " wait") + " for approval")
                            + style.dim("  paddock approve"));
        }
        facts.row("accounts", accounts(status));
        if (machine.isObject()) {
            facts.row(
                    "machine",
                    Format.many(Json.number(machine, "cores"), "core") + ", "
                            + Format.bytes(Json.number(machine, "memoryBytes")));
        }
        disk(status.path("disk"), style, facts);
    }

    /** How many files the disk takes, where that is what it lacks. */
    private static String files(JsonNode disk) {
        if (Json.optional(disk, "freeFiles") == null) {
            return "";
        }
        long free = Json.number(disk, "freeFiles");
        return free < 2 * Json.number(disk, "reserveFiles") ? ", room for " + Format.many(free, "file") : "";
    }

    private void disk(JsonNode disk, Style style, Facts facts) {
        if (!disk.isObject()) {
            return;
        }
        String free = Format.bytes(Json.number(disk, "freeBytes")) + " free of "
                + Format.bytes(Json.number(disk, "totalBytes"))
                + files(disk);
        facts.row(
                "disk",
                switch (Json.text(disk, "level")) {
                    case "full" -> style.red(free + ": full, no run begins") + style.dim("  paddock cleanup");
                    case "low" -> style.yellow(free + ": nearly full") + style.dim("  paddock cleanup");
                    default -> free;
                });
        if (Json.optional(disk, "usedBytes") == null) {
            facts.row("used", style.dim("is being measured"));
        } else {
            facts.row(
                    "used",
                    Format.bytes(Json.number(disk, "usedBytes"))
                            + largest(disk.path("kinds"))
                            + style.dim("  measured " + Times.ago(Json.text(disk, "measured"))));
        }
        JsonNode last = disk.path("lastCleanup");
        if (last.isObject()) {
            facts.row(
                    "cleaned",
                    Times.ago(Json.text(last, "at")) + ", freed " + Format.bytes(Json.number(last, "bytes"))
                            + style.dim(" (" + Json.safe(last, "cause") + ")"));
        }
    }

    /** The three that take most. */
    private static String largest(JsonNode kinds) {
        String named = kinds.properties().stream()
                .filter(kind -> kind.getValue().asLong(0) > 0)
                .sorted((a, b) ->
                        Long.compare(b.getValue().asLong(0), a.getValue().asLong(0)))
                .limit(3)
                .map(kind -> Sanitiser.line(kind.getKey()) + " "
                        + Format.bytes(kind.getValue().asLong(0)))
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? "" : ": " + named;
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
}
