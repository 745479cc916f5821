package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock auth list}. */
@Command(
        name = "list",
        description =
                "Lists the server's accounts with model vendors and git hosts, never a secret. A star marks a vendor's default.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock auth list", "  paddock auth list --json"})
final class AuthListCommand extends JsonCommand {
    AuthListCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        List<JsonNode> accounts = Json.list(api.get("/accounts"), "accounts");
        List<JsonNode> hosts = Json.list(api.get("/git-hosts"), "hosts");
        if (json) {
            ObjectNode all = Json.object();
            accounts.forEach(all.putArray("accounts")::add);
            hosts.forEach(all.putArray("hosts")::add);
            printJson(all);
            return ExitCode.OK;
        }
        if (accounts.isEmpty() && hosts.isEmpty()) {
            print("The server has no credential. `paddock auth claude` gives it one.");
        }
        for (JsonNode account : accounts) {
            boolean chosen = account.path("chosen").asBoolean(false);
            String hint = Json.safe(account, "hint");
            String url = Json.safe(account, "url");
            print((chosen ? "* " : "  ")
                    + Width.pad(Json.safe(account, "vendor"), 18)
                    + Width.pad(Json.safe(account, "name"), 14)
                    + Width.pad(Json.safe(account, "kind"), 20)
                    + Width.pad(hint.isEmpty() ? "" : "…" + hint, 8)
                    + Width.pad(Json.safe(account, "source"), 12)
                    + caller.outStyle().dim(Times.ago(Json.text(account, "since")))
                    + (url.isEmpty() ? "" : "  " + url));
        }
        for (JsonNode host : hosts) {
            print("  " + Width.pad("git", 18) + Json.safe(host, "host") + "  " + Json.safe(host, "username") + "  "
                    + caller.outStyle().dim(Times.ago(Json.text(host, "since"))));
        }
        return ExitCode.OK;
    }
}
