package dev.paddock.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the {@code paddock} command. */
public final class Main {
    private static final Map<String, Function<Caller, BaseCommand>> COMMANDS = new LinkedHashMap<>();
    private static final Map<String, List<Function<Caller, BaseCommand>>> BELOW = Map.of(
            "project",
            List.of(ProjectAddCommand::new, ProjectListCommand::new, ProjectRemoveCommand::new),
            "config",
            List.of(
                    ConfigListCommand::new,
                    ConfigGetCommand::new,
                    ConfigSetCommand::new,
                    ConfigUnsetCommand::new,
                    ConfigPathCommand::new),
            "egress",
            List.of(
                    EgressListCommand::new,
                    EgressAllowCommand::new,
                    EgressDenyCommand::new,
                    EgressRemoveCommand::new,
                    EgressTestCommand::new,
                    EgressSetsCommand::new),
            "auth",
            List.of(
                    AuthListCommand::new,
                    AuthTestCommand::new,
                    AuthUseCommand::new,
                    AuthRemoveCommand::new,
                    AuthGitCommand::new),
            "secret",
            List.of(SecretSetCommand::new, SecretListCommand::new, SecretRemoveCommand::new),
            "agent",
            List.of(
                    AgentListCommand::new,
                    AgentShowCommand::new,
                    AgentInstallCommand::new,
                    AgentUpdateCommand::new,
                    AgentAddCommand::new,
                    AgentRemoveCommand::new));

    static {
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("list", ListCommand::new);
        COMMANDS.put("show", ShowCommand::new);
        COMMANDS.put("attach", AttachCommand::new);
        COMMANDS.put("top", TopCommand::new);
        COMMANDS.put("logs", LogsCommand::new);
        COMMANDS.put("diff", DiffCommand::new);
        COMMANDS.put("apply", ApplyCommand::new);
        COMMANDS.put("land", LandCommand::new);
        COMMANDS.put("worktree", WorktreeCommand::new);
        COMMANDS.put("say", SayCommand::new);
        COMMANDS.put("approve", ApproveCommand::new);
        COMMANDS.put("reject", RejectCommand::new);
        COMMANDS.put("mode", ModeCommand::new);
        COMMANDS.put("interrupt", InterruptCommand::new);
        COMMANDS.put("stop", StopCommand::new);
        COMMANDS.put("restart", RestartCommand::new);
        COMMANDS.put("discard", DiscardCommand::new);
        COMMANDS.put("delete", DeleteCommand::new);
        COMMANDS.put("cleanup", CleanupCommand::new);
        COMMANDS.put("exec", ExecCommand::new);
        COMMANDS.put("git-url", GitUrlCommand::new);
        COMMANDS.put("credential", CredentialCommand::new);
        COMMANDS.put("project", ProjectCommand::new);
        COMMANDS.put("agent", AgentCommand::new);
        COMMANDS.put("egress", EgressCommand::new);
        COMMANDS.put("secret", SecretCommand::new);
        COMMANDS.put("config", ConfigCommand::new);
        COMMANDS.put("completion", CompletionCommand::new);
        COMMANDS.put("auth", AuthCommand::new);
        COMMANDS.put("up", UpCommand::new);
        COMMANDS.put("down", DownCommand::new);
        COMMANDS.put("status", StatusCommand::new);
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("prove", ProveCommand::new);
        COMMANDS.put("version", VersionCommand::new);
    }

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = run(Caller.ofProcess(), args);
        // Not exit: it would wait for hooks that are only for Ctrl-C, and nothing is left to close.
        Runtime.getRuntime().halt(code);
    }

    /** Runs the command for a caller; both streams are flushed when it returns. */
    static int run(Caller caller, String... args) {
        try {
            Callable<Integer> quick = Quick.find(caller, args);
            return quick == null
                    ? commandLine(caller, args).execute(RunCommand.joinRehearse(args))
                    : call(caller, quick);
        } finally {
            caller.out().flush();
            caller.err().flush();
        }
    }

    private static int call(Caller caller, Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception e) {
            return failure(caller, e);
        }
    }

    /** The names of all commands. */
    static Set<String> names() {
        return COMMANDS.keySet();
    }

    static CommandLine commandLine(Caller caller, String... args) {
        CommandLine line = new CommandLine(new RootCommand(caller));
        // Reading the annotations of all commands takes a while; one is enough where it is clear which.
        String first = args.length == 0 ? "" : args[0];
        if (COMMANDS.containsKey(first)) {
            add(line, caller, first);
        } else {
            COMMANDS.keySet().forEach(name -> add(line, caller, name));
        }
        line.setOut(new PrintWriter(caller.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(caller.err(), true, StandardCharsets.UTF_8));
        Ansi ansi = caller.outStyle().on() ? Ansi.ON : Ansi.OFF;
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        if (wantsHelp(args)) {
            line.setUsageHelpWidth(Math.clamp(
                    caller.terminal().out() ? caller.terminal().measure().get().columns() : 100, 60, 110));
        }
        line.setParameterExceptionHandler((e, a) -> wrongUse(caller, e));
        line.setExecutionExceptionHandler((e, c, r) -> failure(caller, e));
        return line;
    }

    private static void add(CommandLine line, Caller caller, String name) {
        Function<Caller, BaseCommand> command = COMMANDS.get(name);
        if (command != null) {
            CommandLine added = new CommandLine(command.apply(caller));
            BELOW.getOrDefault(name, List.of()).forEach(below -> added.addSubcommand(below.apply(caller)));
            line.addSubcommand(name, added);
        }
    }

    private static boolean wantsHelp(String... args) {
        return args.length == 0 || Arrays.stream(args).anyMatch(a -> "-h".equals(a) || "--help".equals(a));
    }

    private static int wrongUse(Caller caller, ParameterException e) {
        CommandLine at = e.getCommandLine();
        String name = at.getCommandSpec().qualifiedName();
        if (e instanceof UnmatchedArgumentException unmatched
                && !at.getSubcommands().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> names = List.copyOf(at.getSubcommands().keySet());
            report(
                    caller,
                    "no command \"" + Sanitiser.line(word) + "\"",
                    Suggestions.sentence(word, names, "`" + name + " --help` lists the commands."));
        } else {
            String what = Sanitiser.line(String.valueOf(e.getMessage()));
            report(
                    caller,
                    Character.toLowerCase(what.charAt(0)) + what.substring(1),
                    "`" + name + " --help` shows how.");
        }
        return ExitCode.USAGE;
    }

    private static int failure(Caller caller, Exception e) {
        if ("1".equals(caller.variable("PADDOCK_DEBUG"))) {
            e.printStackTrace(caller.err());
        }
        if (e instanceof CliException known) {
            report(caller, known.what(), known.next() == null ? ExitCode.next(known.exitCode()) : known.next());
            return known.exitCode();
        }
        report(
                caller,
                "this should not have happened: " + Sanitiser.line(e.toString()),
                "PADDOCK_DEBUG=1 shows where; please report it.");
        return ExitCode.FAILED;
    }

    private static void report(Caller caller, String what, @Nullable String next) {
        Style style = caller.errStyle();
        caller.out().flush();
        caller.say(style.red("paddock: ") + what);
        if (next != null) {
            next.lines().forEach(l -> caller.say(style.dim("  " + l)));
        }
    }
}
