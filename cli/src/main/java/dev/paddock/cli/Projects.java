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

    /** @param argument an id or name, a path, a URL, or null for the repository of the working directory */
    Start resolve(@Nullable String argument, @Nullable String base) {
        if (argument == null) {
            return ofPath(caller.directory(), base);
        }
        if (URL.matcher(argument).matches()) {
            return new Start(addUrl(argument, null), base);
        }
        Path path = path(argument);
        boolean looksLikePath = argument.startsWith(".") || argument.startsWith("/") || argument.startsWith("~");
        if (looksLikePath) {
            return ofPath(path, base);
        }
        Optional<JsonNode> known = find(argument);
        if (known.isEmpty() && Files.isDirectory(path)) {
            return ofPath(path, base);
        }
        JsonNode project = known.orElseThrow(() -> unknown(argument));
        String there = Json.text(project, "path");
        boolean here = "path".equals(Json.text(project, "source")) && Files.isDirectory(Path.of(there));
        return here ? ofPath(Path.of(there), base) : new Start(project, base);
    }

    /** Adds a repository of this machine, or finds it where it was added before. */
    JsonNode addPath(Git git, @Nullable String name) {
        ObjectNode body = Json.object().put("path", git.directory().toString());
        if (name != null) {
            body.put("name", name);
        }
        Optional<String> author = git.config("user.name");
        Optional<String> email = git.config("user.email");
        if (author.isPresent() && email.isPresent()) {
            body.putObject("author").put("name", author.get()).put("email", email.get());
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
        return of(git, null);
    }

    /** Sees to it that the server has the commit. */
    void push(Git git, JsonNode project, String commit) {
        try (Progress progress = Progress.start(caller, "Sending the commit to the server")) {
            git.push(api.endpoint(), Json.text(project, "git"), commit, progress::update);
            progress.done();
        }
    }

    private Start ofPath(Path directory, @Nullable String base) {
        return of(repository(directory), base);
    }

    private Start of(Git git, @Nullable String base) {
        String name = base == null ? "HEAD" : base;
        String commit = git.commit(name).orElseThrow(() -> noCommit(git, base));
        long changed = git.changedFiles();
        if (changed > 0) {
            caller.say(Format.many(changed, "changed file") + (changed == 1 ? " is" : " are")
                    + " not part of the run: it starts from the commit " + commit.substring(0, 10) + ".");
        }
        JsonNode project = addPath(git, null);
        push(git, project, commit);
        return new Start(project, commit);
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
