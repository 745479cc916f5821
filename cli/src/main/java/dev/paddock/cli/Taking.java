package dev.paddock.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Brings a run's branch into a person's repository, under {@code refs/paddock/runs/}. */
final class Taking {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern BRANCH = Pattern.compile("agent/[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern STANDS_ON =
            Pattern.compile("(?m)^" + Snapshot.TRAILER + ": ([0-9a-f]{40}|[0-9a-f]{64})$");
    private static final Set<String> ENDED = Set.of("finished", "failed", "cancelled");

    private final Caller caller;
    private final Api api;
    private final Clone clone;

    Taking(Caller caller, Api api, Clone clone) {
        this.caller = caller;
        this.api = api;
        this.clone = clone;
    }

    static String ref(String run) {
        return "refs/paddock/runs/" + run;
    }

    /** @throws CliException REFUSED where the run is not over or made nothing, USAGE where the repository is another's */
    Taken take(String name) {
        JsonNode run = new Runs(api).find(name);
        String id = Json.text(run, "id");
        String commit = Json.text(run, "commit");
        String base = Json.text(run, "base");
        String branch = Json.text(run, "branch");
        String state = Json.text(run, "state");
        if (!ENDED.contains(state)) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "run " + Sanitiser.line(id) + " is " + Sanitiser.line(state)
                            + "; its work can be taken when it has ended",
                    "paddock attach " + Sanitiser.line(id) + " follows it, paddock stop " + Sanitiser.line(id)
                            + " ends it and keeps its work.");
        }
        if (commit.isEmpty()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "run " + Sanitiser.line(id) + " made no commit: nothing was changed",
                    "paddock logs " + Sanitiser.line(id) + " says what it did.");
        }
        if (!COMMIT.matcher(commit).matches()
                || !COMMIT.matcher(base).matches()
                || !BRANCH.matcher(branch).matches()
                || !id.matches("[A-Za-z0-9_-]+")) {
            throw new CliException(ExitCode.SERVER_FAILED, "the server describes the run in a way that can't be", null);
        }
        if (Json.optional(run, "archived") != null) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "the branch of run " + id + " was cleaned up " + Times.ago(Json.text(run, "archived"))
                            + "; its diff is kept",
                    "paddock diff " + id + " | git apply --3way    brings the changes back.");
        }
        JsonNode project = api.get("/projects/" + Api.encode(Json.text(run, "project")));
        checkRelated(project, base);
        fetch(project, id, branch);
        Git git = clone.git();
        String tip = git.commit(ref(id)).orElse("");
        if (!tip.equals(commit)) {
            forget(id);
            throw new CliException(
                    ExitCode.REFUSED, "the run went on meanwhile", "Try again when it has ended: paddock show " + id);
        }
        if (!"finished".equals(state)) {
            caller.say("Run " + id + " is " + state + ": " + Json.safe(run, "reason")
                    + ". This is what it did until then.");
        }
        return new Taken(run, tip, base, standsOn(base).orElse(null));
    }

    /** Removes the ref; what nothing else holds is git's to clean up. */
    void forget(String id) {
        clone.guarded().run(Git.QUICK, "update-ref", "-d", ref(id));
    }

    /** The person's commit below a base that was made for a run. */
    private Optional<String> standsOn(String base) {
        String message = CommitText.parse(clone.git().raw(new byte[0], "cat-file", "commit", base))
                .message();
        Matcher trailer = STANDS_ON.matcher(message);
        return trailer.find() ? Optional.of(trailer.group(1)) : Optional.empty();
    }

    private void fetch(JsonNode project, String id, String branch) {
        try (Progress progress = Progress.start(caller, "Fetching the run's branch")) {
            clone.git().fetchInto(api.endpoint(), Json.text(project, "git"), branch, ref(id), progress::update);
            progress.done();
        }
    }

    /** So that nobody gets a stranger's whole history because he was in the wrong directory. */
    private void checkRelated(JsonNode project, String base) {
        Git git = clone.git();
        if (git.commit(base).isPresent()) {
            return;
        }
        String path = Json.text(project, "path");
        String url = Json.text(project, "url");
        boolean here = !path.isEmpty() && Path.of(path).equals(Projects.identity(git));
        List<String> remotes = git.ask("config", "--get-regexp", "^remote\\..*\\.url$")
                .orElse("")
                .lines()
                .toList();
        if (here || (!url.isEmpty() && remotes.stream().anyMatch(line -> line.endsWith(" " + url)))) {
            return;
        }
        throw new CliException(
                ExitCode.USAGE,
                git.directory() + " does not have the commit that the run began from, " + base.substring(0, 10),
                "The run's project is " + Sanitiser.line(path.isEmpty() ? url : path)
                        + ": go into a clone of it, or name one with --repo. If this is one, `git fetch` first.");
    }
}
