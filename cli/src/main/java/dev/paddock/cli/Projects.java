package dev.paddock.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the project that an argument means and sees to it that the server has the commit to start from. */
final class Projects {
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://.+|[\\w.-]+@[\\w.-]+:.+");
    private static final Duration CLONE = Duration.ofMinutes(30);

    private final Caller caller;
    private final Api api;

    Projects(Caller caller, Api api) {
        this.caller = caller;
        this.api = api;
    }

    /**
     * Where a task starts.
     *
     * @param project as the server describes it
     * @param base a commit or a name in the server's repository; null for its default branch
     */
    record Start(JsonNode project, @Nullable String base) {}

    /**
     * @param argument an id or name, a path, a URL, or null for the repository of the working directory
     * @param withChanges also what is not committed; only a repository of this machine has such
     */
    Start resolve(@Nullable String argument, @Nullable String base, boolean withChanges) {
        if (argument == null) {
            return ofPath(caller.directory(), base, withChanges);
        }
        if (URL.matcher(argument).matches()) {
            return remote(addUrl(argument, null), base, withChanges);
        }
        Path path = path(argument);
        boolean looksLikePath = argument.startsWith(".") || argument.startsWith("/") || argument.startsWith("~");
        if (looksLikePath) {
            return ofPath(path, base, withChanges);
        }
        Optional<JsonNode> known = find(argument);
        if (known.isEmpty() && Files.isDirectory(path)) {
            return ofPath(path, base, withChanges);
        }
        JsonNode project = known.orElseThrow(() -> unknown(argument));
        String there = Json.text(project, "path");
        boolean here = "path".equals(Json.text(project, "source")) && Files.isDirectory(Path.of(there));
        return here ? ofPath(Path.of(there), base, withChanges) : remote(project, base, withChanges);
    }

    private static Start remote(JsonNode project, @Nullable String base, boolean withChanges) {
        if (withChanges) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--with-changes takes what is not committed in a repository of this machine",
                    "The project " + Json.safe(project, "name") + " is not one.");
        }
        return new Start(project, base);
    }

    /** Adds a repository of this machine, or finds it where it was added before. */
    JsonNode addPath(Git git, @Nullable String name) {
        ObjectNode body = Json.object().put("path", identity(git).toString());
        if (name != null) {
            body.put("name", name);
        }
        Optional<String> author =
                git.config("user.name").filter(value -> !plain(value).isEmpty());
        Optional<String> email = git.config("user.email");
        if (author.isPresent() && email.isPresent()) {
            body.putObject("author").put("name", plain(author.get())).put("email", plain(email.get()));
        }
        return api.post("/projects", body);
    }

    /** Adds a repository by URL; the server clones it. */
    JsonNode addUrl(String url, @Nullable String name) {
        ObjectNode body = Json.object().put("url", url);
        if (name != null) {
            body.put("name", name);
        }
        return Progress.during(
                caller, "Cloning " + Sanitiser.line(url) + " on the server", () -> api.post("/projects", body, CLONE));
    }

    boolean isUrl(String argument) {
        return URL.matcher(argument).matches();
    }

    Path path(String argument) {
        String expanded = argument.startsWith("~/") ? caller.userHome() + argument.substring(1) : argument;
        return caller.directory().resolve(expanded).normalize();
    }

    /** The repository that holds this directory. */
    Git repository(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "there is no directory " + directory,
                    "Name a git repository, a URL, or a project of `paddock project list`.");
        }
        Path top = new Git(caller, directory)
                .top()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "not inside a git repository: " + directory,
                        "Go into one, or name it: --project PATH, URL or ID. `git init` and a first commit make one."));
        return new Git(caller, top);
    }

    /** A repository of this machine at its HEAD. */
    Start of(Git git) {
        return of(git, null, false);
    }

    /** Sees to it that the server has the commit. */
    void push(Git git, JsonNode project, String commit) {
        try (Progress progress = Progress.start(caller, "Sending the commit to the server")) {
            git.push(api.endpoint(), Json.text(project, "git"), commit, progress::update);
            progress.done();
        }
    }

    /** What stands for a repository of this machine: its main work tree's top, whichever of its work trees one is in. */
    static Path identity(Git git) {
        Optional<String> own = git.ask("rev-parse", "--absolute-git-dir");
        Optional<String> common = git.ask("rev-parse", "--path-format=absolute", "--git-common-dir");
        if (own.equals(common)) {
            return git.directory();
        }
        return git.ask("worktree", "list", "--porcelain")
                .flatMap(list -> list.lines().findFirst())
                .map(line -> Path.of(line.replaceFirst("^worktree ", "")))
                .orElse(git.directory());
    }

    private Start ofPath(Path directory, @Nullable String base, boolean withChanges) {
        return of(repository(directory), base, withChanges);
    }

    private Start of(Git git, @Nullable String base, boolean withChanges) {
        String name = base == null ? "HEAD" : base;
        String commit = git.commit(name).orElseThrow(() -> noCommit(git, base));
        if (commit.length() != 40) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the repository " + git.directory() + " names its commits by SHA-256, which Paddock can't take yet",
                    "A clone in the usual format can be made with `git init` and a first commit of its files.");
        }
        String start = withChanges ? withChanges(git, base, commit) : commit;
        if (!withChanges) {
            new LeftOut(caller, git).sayChanges(commit);
        }
        new LeftOut(caller, git).sayContents(commit);
        JsonNode project = addPath(git, null);
        return new Start(project, pushed(git, project, start));
    }

    private String withChanges(Git git, @Nullable String base, String commit) {
        if (!git.commit("HEAD").equals(Optional.of(commit))) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--with-changes takes what is not committed on top of HEAD, and --base "
                            + Sanitiser.line(String.valueOf(base)) + " is another commit",
                    "Leave out one of the two.");
        }
        String taken = Progress.during(
                caller, "Taking the changes that are not committed", () -> new Snapshot(caller, git).ofChanges(commit));
        caller.say(
                taken.equals(commit)
                        ? "There are no changes that are not committed."
                        : "The run begins with your changes that are not committed; landing it leaves them yours.");
        return taken;
    }

    /** The commit that the server has now: this one, or where it can't take a shallow clone's history the same files without any. */
    private String pushed(Git git, JsonNode project, String commit) {
        try {
            push(git, project, commit);
            return commit;
        } catch (CliException e) {
            if (!git.isShallow()) {
                throw e;
            }
            String bare = new Snapshot(caller, git).withoutHistory(commit);
            push(git, project, bare);
            caller.say(
                    "This is a shallow clone: the run begins with its files and without history. `git fetch --unshallow` completes it.");
            return bare;
        }
    }

    /** A name as a commit can hold it. */
    private static String plain(String name) {
        String text = Sanitiser.line(name).replaceAll("[<>\\p{Cntrl}]", "").strip();
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private static CliException noCommit(Git git, @Nullable String base) {
        return base == null
                ? new CliException(
                        ExitCode.USAGE,
                        "the repository " + git.directory() + " has no commit yet",
                        "A run starts from a commit: git add … && git commit")
                : new CliException(
                        ExitCode.USAGE,
                        "no branch, tag or commit \"" + Sanitiser.line(base) + "\" in " + git.directory(),
                        "`git branch -a` lists the branches.");
    }

    private Optional<JsonNode> find(String idOrName) {
        try {
            return Optional.of(api.get("/projects/" + Api.encode(idOrName)));
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    CliException unknown(String argument) {
        var names = Json.list(api.get("/projects"), "projects").stream()
                .map(p -> Json.text(p, "name"))
                .toList();
        return new CliException(
                ExitCode.NOT_FOUND,
                "no project, directory or URL \"" + Sanitiser.line(argument) + "\"",
                Suggestions.sentence(argument, names, "`paddock project list` lists the projects."));
    }
}
