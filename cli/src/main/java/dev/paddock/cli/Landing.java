package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out which commit a branch would get, before anything is changed. Writes objects only. */
final class Landing {
    private final Merger merger;
    private final Taken taken;
    private final String branch;
    private final String tip;
    private final String committer;

    /**
     * @param tip the branch's commit now
     * @param committer who commits, in git's form with a time; one char a byte
     */
    Landing(Merger merger, Taken taken, String branch, String tip, String committer) {
        this.merger = merger;
        this.taken = taken;
        this.branch = branch;
        this.tip = tip;
        this.committer = committer;
    }

    /** How the run's commits come into the branch. */
    enum Mode {
        FAST_FORWARD,
        MERGE,
        REBASE,
        SQUASH;

        String words() {
            return switch (this) {
                case FAST_FORWARD -> "fast-forward";
                case MERGE -> "merge";
                case REBASE -> "rebase";
                case SQUASH -> "squash";
            };
        }
    }

    sealed interface Plan {
        /** The branch may become this commit. */
        record Ready(String commit, Mode mode) implements Plan {}

        /** The branch has it all. */
        record Nothing() implements Plan {}

        /**
         * It can't be done without a person or an agent.
         *
         * @param subject of the run's commit that does not fit, null where all are taken at once
         */
        record Stuck(Merger.Merged merged, @Nullable String subject) implements Plan {}
    }

    /**
     * @param wanted null for a fast-forward where one is possible, else what fits the run: a merge, or a rebase where its base is not to be landed
     * @param message of a commit that squash or merge makes; null for the usual one
     */
    Plan plan(@Nullable Mode wanted, @Nullable String message) {
        if (merger.isAncestor(taken.tip(), tip)) {
            return new Plan.Nothing();
        }
        boolean straight = taken.standsOn() == null && merger.isAncestor(tip, taken.tip());
        Mode mode = wanted;
        if (mode == null) {
            mode = straight
                    ? Mode.FAST_FORWARD
                    : taken.standsOn() == null ? Mode.MERGE : hasMerges() ? Mode.SQUASH : Mode.REBASE;
        }
        return switch (mode) {
            case FAST_FORWARD -> new Plan.Ready(taken.tip(), Mode.FAST_FORWARD);
            case REBASE -> straight ? new Plan.Ready(taken.tip(), Mode.FAST_FORWARD) : rebase();
            case MERGE -> merge(message);
            case SQUASH -> squash(message);
        };
    }

    private Plan merge(@Nullable String message) {
        if (taken.standsOn() != null) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the run began with changes that were not committed; a merge would bring those as well",
                    "--rebase or --squash land the run's own work alone.");
        }
        Merger.Merged merged = merger.merge(tip, taken.tip());
        if (!merged.clean()) {
            return new Plan.Stuck(merged, null);
        }
        if (merged.tree().equals(merger.tree(tip))) {
            return new Plan.Nothing();
        }
        String text = message == null ? mergeMessage() : Bytes.raw(message);
        return new Plan.Ready(
                merger.commit(merged.tree(), List.of(tip, taken.tip()), headers(committer), text), Mode.MERGE);
    }

    private Plan squash(@Nullable String message) {
        Merger.Merged merged =
                taken.standsOn() == null ? merger.merge(tip, taken.tip()) : merger.pick(taken.base(), tip, taken.tip());
        if (!merged.clean()) {
            return new Plan.Stuck(merged, null);
        }
        if (merged.tree().equals(merger.tree(tip))) {
            return new Plan.Nothing();
        }
        CommitText last = CommitText.parse(merger.git().raw(new byte[0], "cat-file", "commit", taken.tip()));
        List<String> headers = new ArrayList<>(headers(last.author()));
        String text = last.message();
        if (message == null) {
            headers.addAll(last.encoding());
        } else {
            text = Bytes.raw(message);
        }
        return new Plan.Ready(merger.commit(merged.tree(), List.of(tip), headers, text), Mode.SQUASH);
    }

    private Plan rebase() {
        if (hasMerges()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "the run's branch has merges in it, which a rebase would take apart",
                    taken.standsOn() == null ? "--merge or --squash land it." : "--squash lands it.");
        }
        String onto = tip;
        for (String commit : commits()) {
            String parent = merger.git().must("rev-parse", "--verify", commit + "^");
            CommitText text = CommitText.parse(merger.git().raw(new byte[0], "cat-file", "commit", commit));
            Merger.Merged merged = merger.pick(parent, onto, commit);
            if (!merged.clean()) {
                return new Plan.Stuck(merged, text.subject());
            }
            boolean wasEmpty = merger.tree(parent).equals(merger.tree(commit));
            if (merged.tree().equals(merger.tree(onto)) && !wasEmpty) {
                continue;
            }
            List<String> headers = new ArrayList<>(headers(text.author()));
            headers.addAll(text.encoding());
            onto = merger.commit(merged.tree(), List.of(onto), headers, text.message());
        }
        return merger.tree(onto).equals(merger.tree(tip)) ? new Plan.Nothing() : new Plan.Ready(onto, Mode.REBASE);
    }

    private List<String> commits() {
        return merger.git()
                .must("rev-list", "--reverse", "--topo-order", below() + ".." + taken.tip())
                .lines()
                .toList();
    }

    private boolean hasMerges() {
        return merger.git()
                .ask("rev-list", "--merges", "--max-count=1", below() + ".." + taken.tip())
                .isPresent();
    }

    /** Where the run's own commits begin. */
    private String below() {
        return taken.standsOn() != null
                ? taken.base()
                : merger.base(tip, taken.tip()).orElse(taken.base());
    }

    private List<String> headers(String author) {
        return List.of("author " + author, "committer " + committer);
    }

    private String mergeMessage() {
        String goal = Sanitiser.line(taken.goal().lines().findFirst().orElse(""));
        return Bytes.raw("Merge " + taken.branch() + " into " + branch + "\n\n"
                + (goal.isEmpty() ? "" : goal + "\n\n")
                + "Paddock-Run: " + taken.id() + "\n");
    }
}
