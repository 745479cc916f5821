package dev.paddock.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock run}. */
@Command(
        name = "run",
        description = {
            "Starts a task: one run for each agent, each in a sandbox and on a branch of its own. Shows them until they end.",
            "Ctrl-C leaves them at work."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every run finished (with --detach: was started)",
            "1:a run failed",
            "2:wrong use",
            "3:a run was cancelled",
            "5:there is no key for the agent's model, or the agent can't be installed"
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock run \"add a health endpoint\"",
            "  paddock run \"fix the flaky test\" --agent claude --agent my-agent",
            "  paddock run \"add a cache, then ask codex exec for a review\" --with codex",
            "  paddock run \"update the docs\" --project ~/src/shop --base v2 --detach",
            "  paddock run \"tidy up\" --limit time=30m --limit turns=50",
            "  paddock run --rehearse \"see how it looks\"         a scripted model: no key, no cost"
        })
final class RunCommand extends JsonCommand {
    private static final long MAX_SCRIPT = 1 << 20;
    private static final int MAX_GOAL = 100_000;

    @Parameters(paramLabel = "GOAL", description = "What the agents are to do; - reads it from standard input.")
    String goal = "";

    @Option(names = "--name", paramLabel = "N", description = "What to call the task; its branch is named so too.")
    @Nullable
    String name;

    @Option(
            names = "--project",
            paramLabel = "ID|PATH|URL",
            description = "The repository (default: the one of the working directory).")
    @Nullable
    String project;

    @Option(names = "--base", paramLabel = "REF", description = "Branch, tag or commit to start from (default: HEAD).")
    @Nullable
    String base;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "An agent; again for one more run (default: the server's setting `agent`).")
    List<String> agents = new ArrayList<>();

    @Option(
            names = "--with",
            paramLabel = "NAME",
            description =
                    "A further agent whose program is in each sandbox, for the others to call; again for one more.")
    List<String> with = new ArrayList<>();

    @Option(
            names = "--rehearse",
            paramLabel = "FILE",
            description =
                    "Plays the model by a script, the shipped one or --rehearse=FILE: no key, no cost, no internet.")
    @Nullable
    String rehearse;

    @Option(
            names = "--allow",
            paramLabel = "HOST[:PORT]|SET",
            description =
                    "A further host, or a set such as packages, that these runs may reach (*.HOST: its sub-domains); again for one more.")
    List<String> allow = new ArrayList<>();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "What the agents may do without asking: " + ModeCommand.MODES + " (default: the server's).")
    @Nullable
    String mode;

    @Option(
            names = "--with-changes",
            description =
                    "Begins with what is not committed as well, untracked files included. Your index and files stay as they are.")
    boolean withChanges;

    @Mixin
    AccountOptions accountOptions = new AccountOptions();

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description =
                    "A variable for the processes of these runs; again for one more. For secrets: paddock secret.")
    Map<String, String> variables = new LinkedHashMap<>();

    @Mixin
    LimitOptions limitOptions = new LimitOptions();

    @Option(names = "--detach", description = "Returns when the task is started.")
    boolean detach;

    RunCommand(Caller caller) {
        super(caller);
    }

    /** Makes {@code --rehearse} alone an option with an empty value, so that it does not take the goal for its file. */
    static String[] joinRehearse(String... args) {
        String[] joined = args.clone();
        boolean isRun = args.length > 0 && "run".equals(args[0]);
        for (int i = 1; isRun && i < joined.length && !"--".equals(joined[i]); i++) {
            joined[i] = "--rehearse".equals(joined[i]) ? "--rehearse=" : joined[i];
        }
        return joined;
    }

    @Override
    public Integer call() throws IOException {
        String text = "-".equals(goal) ? new String(caller.in().readAllBytes(), StandardCharsets.UTF_8).strip() : goal;
        if (text.isBlank()) {
            throw new CliException(ExitCode.USAGE, "the goal is empty", "paddock run \"add a health endpoint\"");
        }
        if (allow.contains("open-web")) {
            EgressLevelCommand.warnOfOpenWeb(caller);
        }
        if (text.length() > MAX_GOAL) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the goal has " + text.length() + " characters, and " + MAX_GOAL + " are the most",
                    "Put it into a file of the project, and let the goal name that.");
        }
        Api api = servers().connect();
        TaskOrder order = new TaskOrder(text, name, agents, rehearsal(), allow, options(api));
        List<String> wanted = new ArrayList<>(agents.isEmpty() ? List.of(Agents.usual(api)) : agents);
        wanted.addAll(with);
        new Agents(caller, api).prepare(wanted, rehearse != null, accountOptions.vendorsWithKey());
        String own = new OwnSetUp(caller).send(api, wanted);
        if (own != null) {
            order.options().put("own", own);
        }
        JsonNode started = order.start(api, new Projects(caller, api).resolve(project, base, withChanges));
        JsonNode task = started.path("task");
        List<JsonNode> runs = Json.list(started, "runs");
        if (detach) {
            detached(task, runs);
            return ExitCode.OK;
        }
        List<RunProgress> progress = runs.stream()
                .map(r ->
                        new RunProgress(Json.text(r, "id"), label(r, text, runs.size() > 1), Json.text(r, "state"), 0))
                .toList();
        new Follower(caller, servers()).follow(progress);
        List<JsonNode> ended = progress.stream().map(p -> api(p)).toList();
        report(task, ended, progress);
        return Follower.exitCode(ended);
    }

    /** The run as it ended; the server may have another address than when it was started. */
    private JsonNode api(RunProgress run) {
        return servers().connect().get("/runs/" + Api.encode(run.id()));
    }

    private String label(JsonNode run, String text, boolean withAgent) {
        String title = name == null ? text.lines().findFirst().orElse(text) : name;
        return withAgent ? Json.text(run, "agent") + " · " + title : title;
    }

    private void detached(JsonNode task, List<JsonNode> runs) {
        if (json) {
            printJson(Summary.json(task, runs));
            return;
        }
        for (JsonNode run : runs) {
            String id = Json.safe(run, "id");
            print("Started " + id + " (" + Json.safe(run, "agent") + ") on " + Json.safe(run, "branch")
                    + ".  paddock attach " + id);
        }
    }

    private void report(JsonNode task, List<JsonNode> ended, List<RunProgress> progress) {
        if (json) {
            printJson(Summary.json(task, ended));
            return;
        }
        Summary summary = new Summary(caller);
        for (int i = 0; i < ended.size(); i++) {
            summary.run(ended.get(i), progress.get(i));
        }
        if (ended.size() > 1) {
            Comparison comparison = new Comparison();
            for (int i = 0; i < ended.size(); i++) {
                comparison.add(ended.get(i), progress.get(i).elapsed());
            }
            print("");
            comparison.show(caller.outStyle()).forEach(this::print);
        }
        summary.next(ended);
    }

    /** What else of the task was chosen, as fields of the request. */
    private ObjectNode options(Api api) throws IOException {
        ObjectNode options = Json.object();
        if (!with.isEmpty()) {
            with.forEach(options.putArray("with")::add);
        }
        if (!variables.isEmpty()) {
            variables.forEach(options.putObject("variables")::put);
        }
        if (mode != null) {
            options.put("mode", mode);
        }
        limitOptions.into(options);
        accountOptions.into(options, caller, api);
        return options;
    }

    private TaskOrder.@Nullable Rehearsal rehearsal() {
        if (rehearse == null) {
            return null;
        }
        if (rehearse.isEmpty()) {
            return new TaskOrder.Rehearsal(null, null);
        }
        Path file = caller.directory().resolve(rehearse);
        try {
            if (Files.size(file) > MAX_SCRIPT) {
                throw new CliException(
                        ExitCode.USAGE,
                        "the script " + Sanitiser.line(file.toString()) + " is larger than 1 MiB",
                        null);
            }
            return new TaskOrder.Rehearsal(null, Files.readString(file));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    "can't read the script " + Sanitiser.line(file.toString()),
                    "--rehearse without a file plays the shipped one.",
                    e);
        }
    }
}
