package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks the machine: each thing that is needed, found or not, why it matters, and what mends it.",
            "Exits with 1 where something that is needed is missing."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock doctor", "  paddock doctor --json"})
final class DoctorCommand extends JsonCommand {
    DoctorCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode report;
        try {
            report = servers().connect().get("/doctor");
        } catch (CliException e) {
            if (servers().isRemote()) {
                throw e;
            }
            caller.say("The server can't tell: " + e.what());
            report = new Prerequisites(caller).report();
        }
        if (json) {
            printJson(report);
        } else {
            show(report);
        }
        return report.path("ok").asBoolean(false) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void show(JsonNode report) {
        Style style = caller.outStyle();
        Facts facts = new Facts(caller);
        List<JsonNode> checks = Json.list(report, "checks");
        int width = checks.stream()
                .mapToInt(c -> Width.of(Json.safe(c, "name")))
                .max()
                .orElse(0);
        for (JsonNode check : checks) {
            String status = Json.text(check, "status");
            String mark = switch (status) {
                case "ok" -> style.green("✓");
                case "warning" -> style.yellow("!");
                default -> style.red("✗");
            };
            int cells = width + 4;
            String head = mark + " " + style.bold(Width.pad(Json.safe(check, "name"), width)) + "  ";
            facts.line(head, cells, Json.safe(check, "found"));
            if (!"ok".equals(status)) {
                String indent = " ".repeat(cells);
                facts.line(indent, cells, style.dim(Json.safe(check, "why")));
                Sanitiser.text(Json.text(check, "fix"))
                        .lines()
                        .forEach(l -> facts.line(indent, cells, style.cyan("→ " + l)));
            }
        }
        long missing = checks.stream()
                .filter(c -> "missing".equals(Json.text(c, "status")))
                .count();
        long warnings = checks.stream()
                .filter(c -> "warning".equals(Json.text(c, "status")))
                .count();
        print("");
        facts.line(
                "",
                0,
                missing == 0
                        ? style.green("Ready.") + (warnings == 0 ? "" : " " + Format.many(warnings, "warning") + ".")
                        : style.red(Format.many(missing, "thing") + " missing.") + " The arrows say what mends it.");
    }
}
