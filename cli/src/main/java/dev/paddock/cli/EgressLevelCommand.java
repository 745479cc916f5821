package dev.paddock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the commands below {@code paddock egress} share: whose rules are meant. */
abstract class EgressLevelCommand extends JsonCommand {
    @Option(names = "--project", paramLabel = "P", description = "The rules of this project.")
    @Nullable
    String project;

    @Option(names = "--run", paramLabel = "RUN", description = "The rules of this run.")
    @Nullable
    String run;

    EgressLevelCommand(Caller caller) {
        super(caller);
    }

    /** For a query, beginning with {@code separator} where there is one. */
    String query(Api api, char separator) {
        check();
        if (run != null) {
            return separator + "run=" + Api.encode(new Runs(api).id(run));
        }
        return project == null ? "" : separator + "project=" + Api.encode(projectId(api, project));
    }

    /** Changes rules on the level that is meant and shows those that hold then. */
    int change(String word, List<String> rules) {
        check();
        Api api = servers().connect();
        ObjectNode body = Json.object().put("change", word);
        rules.forEach(body.putArray("rules")::add);
        if (run != null) {
            body.put("run", new Runs(api).id(run));
        } else if (project != null) {
            body.put("project", projectId(api, project));
        }
        JsonNode answer = api.post("/egress", body);
        if ("allow".equals(word) && rules.contains("open-web")) {
            warnOfOpenWeb(caller);
        }
        if (json) {
            printJson(answer);
        } else {
            new EgressTable(caller).print(Json.list(answer, "rules"));
        }
        return ExitCode.OK;
    }

    static void warnOfOpenWeb(Caller caller) {
        caller.say(
                caller.errStyle().yellow("Warning: ")
                        + "open-web lets a run talk to any public host. What it knows can leave: inside TLS nobody sees what is sent.");
    }

    private static String projectId(Api api, String name) {
        return Json.text(api.get("/projects/" + Api.encode(name)), "id");
    }

    private void check() {
        if (run != null && project != null) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--run and --project exclude each other",
                    "Give one of them, or neither for the rules of every run.");
        }
    }
}
