package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock git-url}. */
@Command(
        name = "git-url",
        description = {
            "Prints the address from which git fetches the branches of a run's project.",
            "It wants the server's token, which `paddock credential` gives to git."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  git -c credential.helper='!paddock credential' fetch \"$(paddock git-url 7f3a)\" agent/fix-login-1"
        })
final class GitUrlCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    GitUrlCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        JsonNode found = new Runs(api).find(run);
        JsonNode project = api.get("/projects/" + Api.encode(Json.text(found, "project")));
        String url = api.endpoint().url() + Json.text(project, "git");
        result(Json.object().put("url", url).put("branch", Json.text(found, "branch")), Sanitiser.line(url));
        return ExitCode.OK;
    }
}
