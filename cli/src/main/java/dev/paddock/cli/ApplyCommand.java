package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock apply}. */
@Command(
        name = "apply",
        description = {
            "Puts what a run changed into the files of your work tree, merged with what you committed since; index and branches stay as they are.",
            "Refuses where that would touch files with changes that are not committed, unless the run began with these very changes."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:applied, or the files had it all",
            "1:there are conflicts; nothing was changed",
            "2:wrong use: another project's repository, a bare one",
            "7:refused: the run is not over, or files in the way have changes that are not committed"
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock apply 7f3a", "  paddock apply fix-login/claude --repo ~/src/shop"})
final class ApplyCommand extends JsonCommand {
    private static final int MOST_NAMED = 20;

    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Option(names = "--repo", paramLabel = "PATH", description = "Your repository (default: the working directory's).")
    @Nullable
    String repository;

    ApplyCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        Clone clone = Clone.of(caller, api, repository);
        if (clone.isBare()) {
            throw new CliException(
                    ExitCode.USAGE,
                    clone.git().directory() + " has no work tree",
                    "paddock land puts it into a branch.");
        }
        String head = clone.git()
                .commit("HEAD")
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "there is no commit yet in " + clone.git().directory(),
                        null));
        Taking taking = new Taking(caller, api, clone);
        Taken taken = taking.take(run);
        try (Merger merger = Merger.over(caller, clone.git());
                ScratchIndex index = ScratchIndex.of(clone.git())) {
            Git git = clone.guarded().with(index.variables());
            return taken.standsOn() == null
                    ? apply(clone, merger, git, taken, head, merger.merge(head, taken.tip()))
                    : applyOverChanges(clone, merger, git, index, taken, head);
        } finally {
            taking.forget(taken.id());
        }
    }

    /** The run began with changes that are not committed: what is in the work tree now counts as the person's side. */
    private int applyOverChanges(Clone clone, Merger merger, Git git, ScratchIndex index, Taken taken, String head) {
        String now = new Snapshot(caller, clone.git()).tree(index);
        Merger.Merged merged = merger.pick(taken.base(), now, taken.tip());
        if (merged.clean()) {
            WorkTree files = new WorkTree(git);
            Set<String> lost = new java.util.HashSet<>(files.change(head, now).all());
            lost.retainAll(files.change(taken.base(), now).all());
            List<String> touched = files.change(now, merged.tree()).all().stream()
                    .filter(lost::contains)
                    .toList();
            if (!touched.isEmpty()) {
                throw refused("these files have changes that are not committed and that the run did not begin with: "
                        + Bytes.names(touched));
            }
        }
        return apply(clone, merger, git, taken, now, merged);
    }

    /** @param from commit or tree that the work tree is at, but for what is not committed */
    private int apply(Clone clone, Merger merger, Git git, Taken taken, String from, Merger.Merged merged) {
        if (!merged.clean()) {
            if (json) {
                ObjectNode result = Json.object().put("run", taken.id());
                ConflictReport.json(result, merged);
                printJson(result);
            }
            caller.say(taken.branch() + " conflicts with your files; nothing was changed:");
            new ConflictReport(caller, merger).show(merged, "your files", taken.branch());
            caller.say("`" + caller.command() + " worktree " + taken.id()
                    + "` gives you its files beside yours, to merge by hand.");
            return ExitCode.FAILED;
        }
        WorkTree files = new WorkTree(git);
        WorkTree.Change change = files.change(from, merged.tree());
        if (change.all().isEmpty()) {
            result(report(taken, change, ""), "Nothing to apply: your files have all of it.");
            return ExitCode.OK;
        }
        Optional<String> obstacle = files.obstacle(from, merged.tree());
        if (obstacle.isPresent()) {
            throw refused(obstacle.get());
        }
        return Unbroken.during(() -> {
            files.move(from, merged.tree());
            String undo = undo(clone, change, from, merged.tree());
            result(
                    report(taken, change, undo),
                    caller.outStyle().green("✓") + " Applied " + taken.branch() + ": "
                            + Format.many(change.all().size(), "file") + ", not staged\n  "
                            + caller.outStyle().dim("Undo:  " + undo));
            Unfiltered.say(caller, clone.guarded(), change.all());
            caller.out().flush();
            return ExitCode.OK;
        });
    }

    private static CliException refused(String why) {
        return new CliException(
                ExitCode.REFUSED,
                "can't apply it: " + why,
                "Commit or stash them first (`git stash -u`, `git stash pop` afterwards).");
    }

    private static ObjectNode report(Taken taken, WorkTree.Change change, String undo) {
        ObjectNode result = Json.object().put("run", taken.id());
        ArrayNode files = result.putArray("files");
        change.all().forEach(path -> files.add(Bytes.text(path)));
        return result.put("undo", undo);
    }

    /** Exact: the files were as in {@code from} before, and are as in {@code to} now. */
    private static String undo(Clone clone, WorkTree.Change change, String from, String to) {
        String git = "git -C " + Shell.quoted(clone.git().directory().toString());
        List<String> back = new ArrayList<>(change.changed());
        back.addAll(change.removed());
        boolean plain = change.all().stream().allMatch(path -> Bytes.text(path).matches("[\\w@%+=,./ -]+"));
        List<String> steps = new ArrayList<>();
        if (change.all().size() <= MOST_NAMED && plain) {
            if (!back.isEmpty()) {
                steps.add(git + " restore --source=" + from + " -- " + words(back));
            }
            if (!change.added().isEmpty()) {
                steps.add("(cd " + Shell.quoted(clone.git().directory().toString()) + " && rm -- "
                        + words(change.added()) + ")");
            }
        } else {
            String list = git + " diff-tree -r -z --no-renames --name-only --diff-filter=";
            if (!back.isEmpty()) {
                steps.add(list + "MTD " + from + " " + to + " | " + git + " restore --source=" + from
                        + " --pathspec-from-file=- --pathspec-file-nul");
            }
            if (!change.added().isEmpty()) {
                steps.add(list + "A " + from + " " + to + " | (cd "
                        + Shell.quoted(clone.git().directory().toString()) + " && xargs -0 rm --)");
            }
        }
        return String.join(" && ", steps);
    }

    private static String words(List<String> paths) {
        return String.join(
                " ", paths.stream().map(path -> Shell.quoted(Bytes.text(path))).toList());
    }
}
