package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock project add}. */
@Command(
        name = "add",
        description = "Adds a repository by path or URL; does nothing where it is there.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock project add                    the repository of the working directory",
            "  paddock project add ~/src/shop",
            "  paddock project add https://github.com/me/shop.git --name shop"
        })
final class ProjectAddCommand extends JsonCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH|URL",
            description = "Default: the repository of the working directory.")
    @Nullable
    String source;

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it.")
    @Nullable
    String name;

    ProjectAddCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        Projects projects = new Projects(caller, api);
        JsonNode project;
        if (source != null && projects.isUrl(source)) {
            project = projects.addUrl(source, name);
        } else {
            Git git = projects.repository(source == null ? caller.directory() : projects.path(source));
            project = projects.addPath(git, name);
            git.commit("HEAD").ifPresent(head -> projects.push(git, project, head));
        }
        result(project, "The project " + Json.safe(project, "name") + " is there: " + Json.safe(project, "id"));
        return ExitCode.OK;
    }
}
