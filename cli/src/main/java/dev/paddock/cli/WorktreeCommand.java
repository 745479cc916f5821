package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock worktree}. */
@Command(
        name = "worktree",
        description = {
            "Makes a git worktree of a run's branch, to look at it and work on it with your own editor and tools.",
            "Where the branch is checked out already, brings it up to date. Git's hooks and filters are off in it."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock worktree 7f3a                    beside your repository",
            "  paddock worktree 7f3a /tmp/look",
            "  code \"$(paddock worktree 7f3a --json | jq -r .directory)\""
        })
final class WorktreeCommand extends JsonCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Where (default: beside your repository).")
    @Nullable
    String directory;

    @Option(
            names = "--branch",
            paramLabel = "NAME",
            description = "What to call the branch here (default: as the run's).")
    @Nullable
    String branchName;

    @Option(names = "--repo", paramLabel = "PATH", description = "Your repository (default: the working directory's).")
    @Nullable
    String repository;

    WorktreeCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        Clone clone = Clone.of(caller, api, repository);
        Taking taking = new Taking(caller, api, clone);
        Taken taken = taking.take(run);
        try {
            String branch = branchName == null ? taken.branch() : branchName;
            if (clone.git().ask("check-ref-format", "--branch", branch).isEmpty()) {
                throw new CliException(
                        ExitCode.USAGE, "\"" + Sanitiser.line(branch) + "\" can't be the name of a branch", null);
            }
            String target = target(clone, taken, branch);
            Optional<Path> place = clone.place(branch);
            return place.isPresent() ? update(clone, place.get(), branch, target) : make(clone, branch, target);
        } finally {
            taking.forget(taken.id());
        }
    }

    /** The commit that the branch gets: the run's, or the person's own on top of it. */
    private static String target(Clone clone, Taken taken, String branch) {
        Optional<String> there = clone.git().commit("refs/heads/" + branch);
        if (there.isEmpty() || isAncestor(clone, there.get(), taken.tip())) {
            return taken.tip();
        }
        if (isAncestor(clone, taken.tip(), there.get())) {
            return there.get();
        }
        throw new CliException(
                ExitCode.REFUSED,
                "your branch " + Sanitiser.line(branch) + " has commits that the run has not, and the other way round",
                "--branch NAME makes another one; `git branch -D " + Sanitiser.line(branch) + "` removes yours.");
    }

    private static boolean isAncestor(Clone clone, String older, String newer) {
        return clone.git()
                .run(Git.QUICK, "merge-base", "--is-ancestor", older, newer)
                .ok();
    }

    private int update(Clone clone, Path place, String branch, String target) {
        String before = clone.tip(branch);
        WorkTree files = new WorkTree(clone.guarded(place));
        if (!before.equals(target)) {
            files.obstacle(before, target).ifPresent(why -> {
                throw new CliException(
                        ExitCode.REFUSED,
                        "can't bring " + place + " up to date: " + why,
                        "Commit or stash them first.");
            });
            Unbroken.during(() -> {
                files.move(before, target);
                point(clone, branch, target, before);
                return true;
            });
        }
        report(clone, place, branch, target, before.equals(target) ? "is" : "is now");
        return ExitCode.OK;
    }

    private int make(Clone clone, String branch, String target) {
        Path place = place(clone, branch);
        Git git = clone.guarded().shielded();
        Optional<String> before = clone.git().commit("refs/heads/" + branch);
        Unbroken.during(() -> {
            if (!before.equals(Optional.of(target))) {
                point(clone, branch, target, before.orElse(""));
            }
            try {
                git.must("worktree", "add", "--quiet", "--no-checkout", place.toString(), branch);
                Git there = clone.guarded(place).shielded();
                ClosedWorktree.close(clone, there);
                there.must("read-tree", "--reset", "-u", "HEAD");
            } catch (CliException e) {
                git.run(Duration.ofMinutes(1), "worktree", "remove", "--force", place.toString());
                point(clone, branch, before.orElse(""), target);
                throw e;
            }
            return true;
        });
        report(clone, place, branch, target, "is at");
        return ExitCode.OK;
    }

    /** Moves a branch from one commit to another; empty for none. */
    private static void point(Clone clone, String branch, String to, String from) {
        String zero = "0".repeat(40);
        clone.guarded()
                .shielded()
                .must(
                        "update-ref",
                        "-m",
                        "paddock: worktree",
                        "refs/heads/" + branch,
                        to.isEmpty() ? zero : to,
                        from.isEmpty() ? zero : from);
    }

    private Path place(Clone clone, String branch) {
        Path top = Projects.identity(clone.git());
        Path parent = top.getParent() == null ? top : top.getParent();
        String name =
                top.getFileName() == null ? "repository" : top.getFileName().toString();
        Path place = directory == null
                ? parent.resolve(name.replaceFirst("\\.git$", "") + "-"
                        + branch.replaceFirst("^agent/", "").replace('/', '-'))
                : caller.directory().resolve(directory).normalize();
        if (place.startsWith(top) && !clone.isBare()) {
            caller.say("This is inside of your repository: name it in .gitignore, or git shows it as a new directory.");
        }
        try {
            if (Files.exists(place) && (!Files.isDirectory(place) || !isEmpty(place))) {
                throw new CliException(
                        ExitCode.REFUSED,
                        place + " is there already and not empty",
                        "Name another directory: paddock worktree RUN DIR");
            }
            return place;
        } catch (IOException e) {
            throw new CliException(ExitCode.REFUSED, "can't look into " + place + ": " + e.getMessage(), null, e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    private void report(Clone clone, Path place, String branch, String commit, String verb) {
        String repository = Shell.quoted(Projects.identity(clone.git()).toString());
        String remove = "git -C " + repository + " worktree remove " + Shell.quoted(place.toString()) + " && git -C "
                + repository + " branch -D " + Shell.quoted(branch);
        ObjectNode result = Json.object()
                .put("directory", place.toString())
                .put("branch", branch)
                .put("commit", commit)
                .put("remove", remove);
        if (json) {
            printJson(result);
        } else {
            print(Sanitiser.line(branch) + " " + verb + " " + Shell.quoted(place.toString()) + "  "
                    + caller.outStyle().dim(commit.substring(0, 10)));
            print("  " + caller.outStyle().dim("Remove:  " + remove));
        }
        caller.say(
                "An agent wrote these files. Git's hooks are off there; what you start from them yourself (tests, builds, an editor's tasks) runs as you, outside of any sandbox.");
        Map<String, String> off = GitSettings.doubtful(GitSettings.programs(clone.git()));
        if (!off.isEmpty()) {
            caller.say(
                    "Off there too, since they may run its files: " + Sanitiser.line(String.join(", ", off.keySet())));
        }
        if (Files.exists(place.resolve(".gitmodules"))) {
            caller.say(
                    "Submodules are empty; `git submodule update --init` fetches them from where the agent's .gitmodules says.");
        }
    }
}
