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
        Usage total = new Usage();
        for (int i = 0; i < runs.size(); i++) {
            JsonNode run = runs.get(i);
            summary.run(run, progress.get(i));
            print("");
            String patch = api.getText("/runs/" + Api.encode(Json.text(run, "id")) + "/diff");
            Patch.show(patch, style).forEach(line -> print("  " + line));
            print("");
            total.add(Usage.ofRun(run.path("usage")));
        }
        tests(tests);
        print(style.bold("Together"));
        print("  " + Format.many(runs.size(), "run") + "  ·  " + total);
        print(style.dim("  Priced as a real model's; a script played it, for nothing."));
        print("");
        next(runs);
    }

    private void tests(List<SampleProject.TestResult> tests) {
        if (tests.isEmpty()) {
            return;
        }
        int width = tests.stream().mapToInt(t -> Width.of(t.on())).max().orElse(0);
        print(style.bold("Tests") + style.dim("  (each branch mends one of the two that fail)"));
        for (SampleProject.TestResult test : tests) {
            String figures = test.passed() + " of " + (test.passed() + test.failed()) + " pass";
            print("  " + Width.pad(Sanitiser.line(test.on()), width) + "  "
                    + (test.allPass() ? style.green(figures + " ✓") : figures));
        }
        print("");
    }

    private void next(List<JsonNode> runs) {
        String paddock = caller.command();
        String id = Json.safe(runs.getFirst(), "id");
        print(style.bold("Look around"));
        row(paddock + " logs " + id, "all that happened in the first run");
        row(paddock + " exec " + id + " -- ls -la", "a program in its sandbox");
        row(paddock + " say " + id + " \"thanks\"", "go on with it");
        row(paddock + " list", "every task and run");
        print("  " + style.dim("The sample project has both branches: ")
                + project.git().directory());
        print("");
        print(style.bold("With a real model"));
        row(paddock + " auth claude", "an API key or a subscription's token");
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
