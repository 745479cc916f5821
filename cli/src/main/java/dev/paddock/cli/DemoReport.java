package dev.paddock.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the demo ends with: what each agent did, the tests, the totals, and what to do next. */
final class DemoReport {
    private final Caller caller;
    private final Api api;
    private final SampleProject project;
    private final Style style;

    DemoReport(Caller caller, Api api, SampleProject project) {
        this.caller = caller;
        this.api = api;
        this.project = project;
        this.style = caller.outStyle();
    }

    void show(List<JsonNode> runs, List<RunProgress> progress, List<SampleProject.TestResult> tests) {
        Summary summary = new Summary(caller);
        for (int i = 0; i < runs.size(); i++) {
            JsonNode run = runs.get(i);
            summary.run(run, progress.get(i));
            print("");
            String patch = api.getText("/runs/" + Api.encode(Json.text(run, "id")) + "/diff");
            Patch.show(patch, style).forEach(line -> print("  " + line));
            print("");
        }
        compare(runs, progress, tests);
        next(runs);
    }

    private void compare(List<JsonNode> runs, List<RunProgress> progress, List<SampleProject.TestResult> tests) {
        print(style.bold("Side by side")
                + (tests.isEmpty() ? "" : style.dim("  (tests at the start: " + figures(tests.getFirst()) + ")")));
        Comparison comparison = new Comparison("tests");
        for (int i = 0; i < runs.size(); i++) {
            String passed = i + 1 < tests.size() ? figures(tests.get(i + 1)) : "–";
            comparison.add(runs.get(i), progress.get(i).elapsed(), passed);
        }
        comparison.show(style).forEach(this::print);
        print(style.dim("  Priced as real models'; a script played them, for nothing."));
        print("");
    }

    private static String figures(SampleProject.TestResult test) {
        return test.passed() + " of " + (test.passed() + test.failed()) + " pass" + (test.allPass() ? " ✓" : "");
    }

    private void next(List<JsonNode> runs) {
        String paddock = caller.command();
        String id = Json.safe(runs.getFirst(), "id");
        print(style.bold("Look around"));
        row(paddock + " logs " + id, "all that happened in it");
        row(paddock + " exec " + id + " -- ls -la", "a program in its sandbox");
        row(paddock + " say " + id + " \"thanks\"", "go on with it");
        row(paddock + " list", "every task and run");
        row(paddock + " land " + id + " --repo " + project.git().directory(), "its commits into main");
        print("  " + style.dim("The sample project has both branches: ")
                + project.git().directory());
        print("");
        print(style.bold("With a real model"));
        row(paddock + " auth claude", "and auth codex, auth gemini: a key or a sign-in");
        print("  "
                + style.cyan("cd YOUR-REPOSITORY && " + caller.commandAnywhere() + " run \"add a health endpoint\""));
    }

    private void row(String command, String what) {
        print("  " + style.cyan(command) + " ".repeat(Math.max(2, 42 - Width.of(command))) + style.dim(what));
    }

    private void print(String line) {
        caller.out().println(line);
    }
}
