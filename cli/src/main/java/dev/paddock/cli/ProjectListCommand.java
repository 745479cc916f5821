package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock project list}. */
@Command(
        name = "list",
        description = "Lists the projects.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock project list", "  paddock project list --json"})
final class ProjectListCommand extends JsonCommand {
    ProjectListCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        String raw = servers().connect().getText("/projects").strip();
        if (json) {
            printJson(raw);
            return ExitCode.OK;
        }
        List<JsonNode> projects = Json.list(Json.parse(raw), "projects");
        if (projects.isEmpty()) {
            print(
                    "No projects yet. `paddock project add` adds the repository you are in; `paddock run` does so by itself.");
        }
        int ids = projects.stream()
                .mapToInt(p -> Width.of(Json.safe(p, "id")))
                .max()
                .orElse(0);
        int names = projects.stream()
                .mapToInt(p -> Width.of(Json.safe(p, "name")))
                .max()
                .orElse(0);
        for (JsonNode project : projects) {
            String source = Json.safe(project, "path".equals(Json.text(project, "source")) ? "path" : "url");
            print(Width.pad(Json.safe(project, "id"), ids) + "  "
                    + caller.outStyle().bold(Width.pad(Json.safe(project, "name"), names)) + "  " + source);
        }
        return ExitCode.OK;
    }
}
