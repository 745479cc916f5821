package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock demo}. */
@Command(
        name = "demo",
        description = {
            "Shows the main job on a small sample project: Claude Code and Codex at once on one goal, each in a sandbox and on a",
            "branch of its own, and their work compared. The models are played by a script: no key, no cost. Sets up what is missing."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock demo", "  paddock demo --json"})
final class DemoCommand extends JsonCommand {
    private static final List<String> AGENTS = List.of("claude", "codex");

    DemoCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        if (!servers().isRemote()) {
            new Prerequisites(caller).provide();
        }
        Api api = servers().connect();
        new Agents(caller, api).prepare(AGENTS, true);
        JsonNode sample = api.get("/rehearsals/sample");
        SampleProject project = SampleProject.make(caller, servers(), sample);
        Projects.Start start = new Projects(caller, api).of(project.git());

        String goal = Json.list(sample, "goals").getFirst().asString("");
        TaskOrder.Rehearsal played = new TaskOrder.Rehearsal("demo", null);
        JsonNode started = new TaskOrder(goal, null, AGENTS, played, List.of(), Json.object()).start(api, start);
        List<RunProgress> progress = Json.list(started, "runs").stream()
                .map(run -> new RunProgress(
                        Json.text(run, "id"), Json.text(run, "agent") + " · " + goal, Json.text(run, "state"), 0))
                .toList();
        Style style = caller.errStyle();
        caller.say(style.bold("Two agents at work") + " on one goal, each in a sandbox and on a branch of its own.");
        caller.say(style.dim("A script plays their models: no key, no cost. All else is real."));
        caller.say("");
        new Follower(caller, servers()).follow(progress);
        return finish(api, sample, project, start, progress);
    }

    private int finish(
            Api api, JsonNode sample, SampleProject project, Projects.Start start, List<RunProgress> progress) {
        List<JsonNode> runs = progress.stream()
                .map(p -> api.get("/runs/" + Api.encode(p.id())))
                .toList();
        int code = Follower.exitCode(runs);
        List<SampleProject.TestResult> tests = List.of();
        if (code == ExitCode.OK) {
            tests = Progress.during(
                    caller,
                    "Running the tests on the branches",
                    () -> project.test(
                            api.endpoint(), Json.text(start.project(), "git"), branches(runs), testCommand(sample)));
            code = tests.stream().skip(1).allMatch(SampleProject.TestResult::allPass) ? ExitCode.OK : ExitCode.FAILED;
        }
        if (json) {
            printJson(json(start, runs, tests, project));
        } else {
            new DemoReport(caller, api, project).show(runs, progress, tests);
        }
        return code;
    }

    private static List<String> branches(List<JsonNode> runs) {
        return runs.stream().map(r -> Json.text(r, "branch")).toList();
    }

    private static List<String> testCommand(JsonNode sample) {
        List<String> command = new ArrayList<>();
        sample.path("test").forEach(word -> command.add(word.asString("")));
        return command;
    }

    private static ObjectNode json(
            Projects.Start start, List<JsonNode> runs, List<SampleProject.TestResult> tests, SampleProject project) {
        ObjectNode result = Json.object();
        result.set("project", start.project());
        result.put("directory", project.git().directory().toString());
        ArrayNode shownRuns = result.putArray("runs");
        runs.forEach(shownRuns::add);
        ArrayNode shownTests = result.putArray("tests");
        tests.forEach(t -> shownTests
                .addObject()
                .put("on", t.on())
                .put("passed", t.passed())
                .put("failed", t.failed()));
        return result;
    }
}
