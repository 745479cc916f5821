package dev.paddock.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock land}. */
@Command(
        name = "land",
        description = {
            "Brings a run's commits into a branch of your repository: a fast-forward where that is possible, else a merge.",
            "Conflicts are shown before anything is changed. Your hooks and filters do not run, since they could run the agent's files."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:landed, or the branch had it all",
            "1:there are conflicts; nothing was changed",
            "2:wrong use: no such branch, another project's repository",
            "7:refused: the run is not over, or files in the way have changes that are not committed"
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock land 7f3a",
            "  paddock land 7f3a --into release --squash -m \"Add the health endpoint\"",
            "  paddock land 7f3a --hand-over         where it conflicts, the agent is asked to merge"
        })
final class LandCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Option(names = "--into", paramLabel = "BRANCH", description = "The branch (default: the one checked out).")
    @Nullable
    String into;

    @ArgGroup
    Modes modes = new Modes();

    static final class Modes {
        @Option(names = "--squash", description = "As one commit.")
        boolean squash;

        @Option(names = "--merge", description = "With a merge commit, also where a fast-forward is possible.")
        boolean merge;

        @Option(names = "--rebase", description = "Its commits one by one on top of the branch.")
        boolean rebase;

        Landing.@Nullable Mode mode() {
            return squash ? Landing.Mode.SQUASH : merge ? Landing.Mode.MERGE : rebase ? Landing.Mode.REBASE : null;
        }
    }

    @Option(
            names = {"-m", "--message"},
            paramLabel = "MSG",
            description = "Message of the commit that --squash or --merge makes.")
    @Nullable
    String message;

    @Option(names = "--hand-over", description = "Where there are conflicts, asks the run's agent to merge the branch.")
    boolean handOver;

    @Option(names = "--repo", paramLabel = "PATH", description = "Your repository (default: the working directory's).")
    @Nullable
    String repository;

    LandCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        if (message != null && (message.isBlank() || modes.rebase)) {
            throw new CliException(
                    ExitCode.USAGE,
                    message.isBlank() ? "the message is empty" : "--rebase keeps the messages of the commits",
                    "-m goes with --squash or --merge.");
        }
        Api api = servers().connect();
        Clone clone = Clone.of(caller, api, repository);
        String branch = into != null
                ? into
                : clone.branch()
                        .orElseThrow(() -> new CliException(
                                ExitCode.USAGE,
                                "no branch is checked out in " + clone.git().directory(),
                                "--into BRANCH says where to land."));
        String before = clone.tip(branch);
        Taking taking = new Taking(caller, api, clone);
        Taken taken = taking.take(run);
        try (Merger merger = Merger.over(caller, clone.git())) {
            Landing landing = new Landing(merger, taken, branch, before, committer(clone));
            return switch (landing.plan(modes.mode(), message)) {
                case Landing.Plan.Nothing nothing -> nothing(api, taken, branch, before);
                case Landing.Plan.Stuck stuck -> stuck(api, clone, merger, taken, branch, before, stuck);
                case Landing.Plan.Ready ready -> land(api, clone, taken, branch, before, ready);
            };
        } finally {
            taking.forget(taken.id());
        }
    }

    /** Whose commits these are; a fast-forward makes none, so it may be nobody. */
    private static String committer(Clone clone) {
        Program.Raw ident = clone.git().tryRaw(new byte[0], "var", "GIT_COMMITTER_IDENT");
        return ident.code() == 0
                ? new String(ident.out(), java.nio.charset.StandardCharsets.ISO_8859_1).strip()
                : "Paddock <paddock@localhost> " + System.currentTimeMillis() / 1000 + " +0000";
    }

    private int nothing(Api api, Taken taken, String branch, String before) {
        record(api, taken, branch, before);
        ObjectNode result = Json.object().put("run", taken.id()).put("branch", branch);
        result(
                result.put("mode", "none").put("before", before).put("commit", before),
                "Nothing to land: " + Sanitiser.line(branch) + " has all of it.");
        return ExitCode.OK;
    }

    private int stuck(
            Api api, Clone clone, Merger merger, Taken taken, String branch, String before, Landing.Plan.Stuck stuck) {
        String at = stuck.subject() == null ? taken.branch() : taken.branch() + ", at \"" + stuck.subject() + "\",";
        if (json) {
            ObjectNode result = Json.object().put("run", taken.id()).put("branch", branch);
            ConflictReport.json(result.put("before", before), stuck.merged());
            printJson(result.put("handedOver", handOver));
        }
        caller.say(at + " conflicts with " + Sanitiser.line(branch) + "; nothing was changed:");
        new ConflictReport(caller, merger).show(stuck.merged(), branch, taken.branch());
        if (handOver) {
            new HandOver(caller, api, clone).ask(taken, branch, before, stuck.merged());
        } else {
            advise(taken, branch);
        }
        return ExitCode.FAILED;
    }

    private void advise(Taken taken, String branch) {
        String paddock = caller.command();
        caller.say("What you can do:");
        if (taken.standsOn() != null) {
            caller.say("  " + paddock + " apply " + taken.id()
                    + "                 onto your changes that are not committed, which it began with");
        }
        caller.say("  " + paddock + " land " + taken.id() + " --hand-over      the agent merges "
                + Sanitiser.line(branch) + " into its work; land again then");
        caller.say("  " + paddock + " worktree " + taken.id() + "              merge by hand");
    }

    private int land(Api api, Clone clone, Taken taken, String branch, String before, Landing.Plan.Ready ready) {
        Optional<Path> place = clone.isBare() ? Optional.empty() : clone.place(branch);
        WorkTree files = place.map(p -> new WorkTree(clone.guarded(p))).orElse(null);
        if (files != null) {
            files.obstacle(before, ready.commit()).ifPresent(why -> {
                throw new CliException(
                        ExitCode.REFUSED,
                        "can't land into " + Sanitiser.line(branch) + ", which is checked out in " + place.get() + ": "
                                + why,
                        taken.standsOn() == null
                                ? "Commit or stash them first (`git stash -u`, `git stash pop` afterwards)."
                                : "Commit them first, or `" + caller.command() + " apply " + taken.id()
                                        + "` puts the run's work on top of them.");
            });
        }
        return Unbroken.during(() -> {
            move(clone, files, taken, branch, before, ready.commit());
            record(api, taken, branch, ready.commit());
            report(clone, place.orElse(null), taken, branch, before, ready);
            return ExitCode.OK;
        });
    }

    /** Files first, since that can fail; then the branch, only if it is still where it was. */
    private static void move(
            Clone clone, @Nullable WorkTree files, Taken taken, String branch, String before, String after) {
        if (files != null) {
            files.move(before, after);
        }
        Program.Outcome moved = clone.guarded()
                .shielded()
                .run(
                        Duration.ofMinutes(1),
                        "update-ref",
                        "-m",
                        "paddock: land " + taken.id(),
                        "refs/heads/" + branch,
                        after,
                        before);
        if (!moved.ok()) {
            if (files != null) {
                files.move(after, before);
            }
            throw new CliException(
                    ExitCode.REFUSED,
                    "the branch " + Sanitiser.line(branch) + " could not be moved: " + moved.lastWords(),
                    "Nothing was changed; try again.");
        }
    }

    private void record(Api api, Taken taken, String branch, String commit) {
        try {
            api.post(
                    "/runs/" + Api.encode(taken.id()) + "/outcome",
                    Json.object().put("outcome", "landed").put("branch", branch).put("commit", commit));
        } catch (CliException e) {
            caller.say("The server could not write down that it landed: " + e.what());
        }
    }

    private void report(
            Clone clone, @Nullable Path place, Taken taken, String branch, String before, Landing.Plan.Ready ready) {
        Path directory = place == null ? clone.git().directory() : place;
        String undo = "git -C " + Shell.quoted(directory.toString())
                + (place == null
                        ? " update-ref " + Shell.quoted("refs/heads/" + branch) + " " + before + " " + ready.commit()
                        : " reset --keep " + before);
        WorkTree.Change change = new WorkTree(clone.guarded()).change(before, ready.commit());
        ObjectNode result = Json.object()
                .put("run", taken.id())
                .put("branch", branch)
                .put("mode", ready.mode().words())
                .put("before", before)
                .put("commit", ready.commit())
                .put("files", change.all().size())
                .put("undo", undo);
        Style style = caller.outStyle();
        result(
                result,
                style.green("✓") + " " + taken.branch() + " landed in " + Sanitiser.line(branch) + ": "
                        + Format.many(change.all().size(), "file") + ", "
                        + ready.mode().words() + "  "
                        + style.dim(
                                before.substring(0, 10) + " → " + ready.commit().substring(0, 10)) + "\n  "
                        + style.dim("Undo:  " + undo));
        Unfiltered.say(caller, clone.guarded(directory), place == null ? List.of() : change.all());
        caller.out().flush();
    }
}
