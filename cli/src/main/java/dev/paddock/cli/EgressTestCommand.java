package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock egress test}. */
@Command(
        name = "test",
        description =
                "Says whether a host may be reached, by which rule, and what its name resolves to. Reaches nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it may be reached", "1:it may not"},
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock egress test registry.npmjs.org", "  paddock egress test example.org:80 --run 7f3a"})
final class EgressTestCommand extends EgressLevelCommand {
    @Parameters(paramLabel = "HOST[:PORT]", description = "The port is 443 where none is given.")
    String host = "";

    EgressTestCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > 0 && host.substring(colon + 1).matches("[0-9]{1,5}");
        String name = hasPort ? host.substring(0, colon) : host;
        String port = hasPort ? "&port=" + host.substring(colon + 1) : "";
        Api api = servers().connect();
        JsonNode answer = api.get("/egress/test?host=" + Api.encode(name) + port + query(api, '&'));
        boolean allowed = "allow".equals(Json.text(answer, "verdict"));
        if (json) {
            printJson(answer);
        } else {
            show(answer, allowed);
        }
        return allowed ? ExitCode.OK : ExitCode.FAILED;
    }

    private void show(JsonNode answer, boolean allowed) {
        Style style = caller.outStyle();
        String place = Json.safe(answer, "host") + ":" + Json.number(answer, "port");
        print((allowed ? style.green("allowed") : style.red("refused")) + "  " + place);
        JsonNode by = answer.path("by");
        if (by.isObject()) {
            print("  by         " + Json.safe(by, "verdict") + " " + Json.safe(by, "rule") + "  "
                    + style.dim(EgressTable.origin(by)));
        }
        String why = Json.safe(answer, "why");
        if (!why.isEmpty()) {
            print("  because    " + why + " (" + Json.safe(answer, "rule") + ")");
        }
        List<String> addresses = new ArrayList<>();
        answer.path("addresses").forEach(address -> addresses.add(Sanitiser.line(address.asString())));
        print("  addresses  " + (addresses.isEmpty() ? "none found" : String.join(", ", addresses)));
        if (!allowed && "not-on-allow-list".equals(Json.text(answer, "rule"))) {
            print("  `paddock egress allow " + place + "` allows it for every run; --project or --run for fewer.");
        }
    }
}
