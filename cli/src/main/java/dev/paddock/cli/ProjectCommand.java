package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code paddock project}. */
@Command(
        name = "project",
        description = "Adds, lists and removes projects: the git repositories that the server knows.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock project add                              the repository of the working directory",
            "  paddock project add https://github.com/me/shop.git --name shop",
            "  paddock project list",
            "  paddock project remove shop"
        })
final class ProjectCommand extends BaseCommand {
    @Spec
    CommandSpec spec = CommandSpec.create();

    ProjectCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "add", description = "Adds a repository by path or URL; does nothing where it is there.")
    int add(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "PATH|URL",
                            description = "Default: the repository of the working directory.")
                    @Nullable
                    String source,
            @Option(names = "--name", paramLabel = "NAME", description = "What to call it.") @Nullable String name,
            @Option(names = "--json", description = "Prints the result as JSON.") boolean json) {
        Api api = servers().connect();
        Projects projects = new Projects(caller, api);
        JsonNode project;
        if (source != null && projects.isUrl(source)) {
            project = projects.addUrl(source, name);
        } else {
            Git git = projects.repository(source == null ? caller.directory() : projects.path(source));
            project = projects.addPath(git, name);
            git.commit("HEAD").ifPresent(head -> git.push(api.endpoint(), Json.text(project, "git"), head, line -> {}));
        }
        print(
                json
                        ? project.toString()
                        : "The project " + Json.safe(project, "name") + " is there: " + Json.safe(project, "id"));
        return ExitCode.OK;
    }

    @Command(name = "list", description = "Lists the projects.")
    int list(@Option(names = "--json", description = "Prints the result as JSON.") boolean json) {
        String raw = servers().connect().getText("/projects").strip();
        if (json) {
            print(raw);
            return ExitCode.OK;
        }
        var projects = Json.list(Json.parse(raw), "projects");
        if (projects.isEmpty()) {
            print(
                    "No projects yet. `paddock project add` adds the repository you are in; `paddock run` does so by itself.");
        }
        for (JsonNode project : projects) {
            String source = Json.safe(project, "path".equals(Json.text(project, "source")) ? "path" : "url");
            print(Width.pad(Json.safe(project, "id"), 14) + "  "
                    + caller.outStyle().bold(Width.pad(Json.safe(project, "name"), 20)) + "  " + source);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "remove",
            description =
                    "Removes a project from the server, with the work of its runs; your own clone is not touched.")
    int remove(
            @Parameters(paramLabel = "PROJECT", description = "Its id or name.") String project,
            @Option(names = "--json", description = "Prints the result as JSON.") boolean json) {
        Api api = servers().connect();
        try {
            api.delete("/projects/" + Api.encode(project));
        } catch (CliException e) {
            throw e.exitCode() == ExitCode.NOT_FOUND ? new Projects(caller, api).unknown(project) : e;
        }
        print(json ? Json.object().put("removed", project).toString() : "Removed " + Sanitiser.line(project) + ".");
        return ExitCode.OK;
    }
}
