package dev.paddock.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The caller's own git on the caller's own repository, as the caller. What talks to a server carries the token in the environment, never in the
 * arguments, and runs no hook.
 */
final class Git {
    static final Duration QUICK = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration TRANSFER = Duration.ofMinutes(30);

    private final Caller caller;
    private final Path directory;
    private final boolean own;
    private final Map<String, String> variables;
    private final Map<String, String> settings;
    private final List<String> prefix;

    Git(Caller caller, Path directory) {
        this(caller, directory, false, Map.of(), Map.of(), List.of());
    }

    private Git(
            Caller caller,
            Path directory,
            boolean own,
            Map<String, String> variables,
            Map<String, String> settings,
            List<String> prefix) {
        this.caller = caller;
        this.directory = directory;
        this.own = own;
        this.variables = variables;
        this.settings = settings;
        this.prefix = prefix;
    }

    /** For a repository of Paddock's making: the caller's git configuration and variables have no say in it. */
    static Git ofOwn(Caller caller, Path directory) {
        return new Git(caller, directory, true, Map.of(), Map.of(), List.of());
    }

    /** The same git in another directory. */
    Git in(Path other) {
        return new Git(caller, other, own, variables, settings, prefix);
    }

    /** The same with further variables in its environment. */
    Git with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return new Git(caller, directory, own, Map.copyOf(all), settings, prefix);
    }

    /** The same with settings that win over every configuration file. */
    Git set(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new Git(caller, directory, own, variables, Map.copyOf(all), prefix);
    }

    /** The same in a session of its own: Ctrl-C in the terminal does not reach it. */
    Git shielded() {
        Path setsid = Program.find("setsid", caller.environment());
        List<String> before = setsid == null ? List.of() : List.of(setsid.toString());
        return new Git(caller, directory, own, variables, settings, before);
    }

    Path directory() {
        return directory;
    }

    /** The work tree's top, or the git directory of a bare repository; empty outside of any. */
    Optional<Path> top() {
        Optional<String> top = ask("rev-parse", "--show-toplevel");
        return top.or(() -> ask("rev-parse", "--absolute-git-dir")).map(Path::of);
    }

    /** The commit that a name stands for, if any. */
    Optional<String> commit(String name) {
        return ask("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    }

    /** A configured value, if set. */
    Optional<String> config(String key) {
        return ask("config", "--get", key);
    }

    boolean isShallow() {
        return ask("rev-parse", "--is-shallow-repository")
                .filter("true"::equals)
                .isPresent();
    }

    /** The files that differ from the last commit, untracked ones included, quoted as git does. */
    List<String> changedNames() {
        Program.Outcome outcome = run(QUICK, "--no-optional-locks", "status", "--porcelain=v1", "--no-renames");
        return outcome.ok()
                ? outcome.out()
                        .lines()
                        .filter(line -> line.length() > 3)
                        .map(line -> line.substring(3))
                        .toList()
                : List.of();
    }

    /** How many files differ from the last commit, untracked ones included. */
    long changedFiles() {
        Program.Outcome outcome = run(QUICK, "--no-optional-locks", "status", "--porcelain=v1", "--no-renames");
        return outcome.ok() ? outcome.out().lines().count() : 0;
    }

    /** Runs git and returns what it printed, without blanks at the end; empty where it failed or printed nothing. */
    Optional<String> ask(String... arguments) {
        Program.Outcome outcome = run(QUICK, arguments);
        String out = outcome.out().strip();
        return outcome.ok() && !out.isEmpty() ? Optional.of(out) : Optional.empty();
    }

    /** @throws CliException FAILED with git's last words where it failed */
    String must(String... arguments) {
        Program.Outcome outcome = run(QUICK, arguments);
        if (!outcome.ok()) {
            throw new CliException(
                    ExitCode.FAILED,
                    "git " + arguments[0] + " failed in " + directory + ": " + outcome.lastWords(),
                    null);
        }
        return outcome.out().strip();
    }

    Program.Outcome run(Duration timeout, String... arguments) {
        return Program.run(command(arguments), directory, environment(), timeout);
    }

    /** Runs git with input and gives its output as it is, one char a byte. */
    String raw(byte[] input, String... arguments) {
        Program.Raw outcome = tryRaw(input, arguments);
        if (outcome.code() != 0) {
            throw new CliException(
                    ExitCode.FAILED,
                    "git " + arguments[0] + " failed in " + directory + ": "
                            + new Program.Outcome(outcome.code(), "", outcome.err()).lastWords(),
                    null);
        }
        return new String(outcome.out(), StandardCharsets.ISO_8859_1);
    }

    Program.Raw tryRaw(byte[] input, String... arguments) {
        return Program.raw(command(arguments), directory, environment(), LONG, input);
    }

    /** Runs a shell script where git would run, with git's environment. */
    Program.Raw shell(byte[] input, String script) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", script));
        return Program.raw(command, directory, environment(), LONG, input);
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add("git");
        command.addAll(List.of(arguments));
        return command;
    }

    /** Puts a commit into the server's repository of a project; quick where it is there already. */
    void push(Endpoint server, String gitPath, String commit, Consumer<String> onProgress) {
        transfer(
                server,
                onProgress,
                "push",
                "--no-verify",
                "--no-follow-tags",
                "--no-signed",
                "--recurse-submodules=no",
                "--progress",
                server.url() + gitPath,
                commit + ":refs/paddock/push/" + commit);
    }

    /** Takes a branch out of the server's repository of a project into one of the same name here. */
    void fetchBranch(Endpoint server, String gitPath, String branch, Consumer<String> onProgress) {
        transfer(
                server,
                onProgress,
                "fetch",
                "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                server.url() + gitPath,
                "+refs/heads/" + branch + ":refs/heads/" + branch);
    }

    /** Takes a branch out of the server's repository of a project into a ref of any name; its objects are checked as they come. */
    void fetchInto(Endpoint server, String gitPath, String branch, String ref, Consumer<String> onProgress) {
        set(GitSettings.CHECKED_FETCH)
                .transfer(
                        server,
                        onProgress,
                        "fetch",
                        "--no-tags",
                        "--no-recurse-submodules",
                        "--no-write-fetch-head",
                        "--no-auto-maintenance",
                        "--progress",
                        server.url() + gitPath,
                        "+refs/heads/" + branch + ":" + ref);
    }

    private void transfer(Endpoint server, Consumer<String> onProgress, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null"));
        command.addAll(List.of(arguments));
        Map<String, String> environment = environment();
        configure(environment, "http." + server.url() + "/.extraHeader", "Authorization: Bearer " + server.token());
        configure(environment, "http." + server.url() + "/.followRedirects", "false");
        configure(environment, "credential.helper", "");
        if (server.isLoopback()) {
            configure(environment, "http." + server.url() + "/.proxy", "");
        }
        Program.Outcome outcome = Program.run(command, directory, environment, TRANSFER, onProgress);
        if (!outcome.ok()) {
            String why = outcome.err()
                    .lines()
                    .filter(l -> l.contains("fatal:") || l.contains("error:") || l.contains("remote:"))
                    .map(Sanitiser::line)
                    .findFirst()
                    .orElseGet(outcome::lastWords);
            throw new CliException(
                    ExitCode.SERVER_FAILED,
                    "git " + arguments[0] + " with the server failed: " + why,
                    isShallow() ? "This is a shallow clone: `git fetch --unshallow` completes it." : null);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(caller.environment());
        if (own) {
            environment.keySet().removeIf(name -> name.startsWith("GIT_"));
            environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
            environment.put("GIT_CONFIG_NOSYSTEM", "1");
        }
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("LC_ALL", "C.UTF-8");
        environment.putAll(variables);
        settings.forEach((key, value) -> configure(environment, key, value));
        return environment;
    }

    /** Adds one setting by environment variables, behind those that the caller has. */
    private static void configure(Map<String, String> environment, String key, String value) {
        int count;
        try {
            count = Integer.parseInt(environment.getOrDefault("GIT_CONFIG_COUNT", "0"));
        } catch (NumberFormatException e) {
            count = 0;
        }
        environment.put("GIT_CONFIG_KEY_" + count, key);
        environment.put("GIT_CONFIG_VALUE_" + count, value);
        environment.put("GIT_CONFIG_COUNT", String.valueOf(count + 1));
    }
}
