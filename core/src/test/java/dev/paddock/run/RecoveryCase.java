package dev.paddock.run;

import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import dev.paddock.task.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that its server dies under at one point, and what must become of it.
 *
 * @param name of its task
 * @param point where it is held until the server is killed; null for one that goes on until then
 * @param agent {@code shell} or {@code talker}
 * @param setUp the set-up script of the run's own project; empty for none, null where it shares a project
 * @param then what is done with it once it was started
 * @param end the state that it must come to after recovery
 * @param text what a plain command must have said in all
 */
record RecoveryCase(
        String name,
        @Nullable Point point,
        String agent,
        String goal,
        @Nullable String setUp,
        Then then,
        Kind end,
        @Nullable String text) {
    /** Where a run is held. */
    sealed interface Point {
        /** A named moment inside preparing or collecting. */
        record At(Stage stage) implements Point {}

        /** A step between two states is durable, and nobody has acted on it. */
        record Step(Kind from, Kind to) implements Point {}

        /** The event with this in its line is durable, and nobody has acted on it. */
        record Written(String part) implements Point {}
    }

    /** What happens to a run besides. */
    sealed interface Then {
        /** Nothing. */
        record Wait() implements Then {}

        /** A person stops it when it has said this, or asks. */
        record Stop(String after) implements Then {}

        /** A person says this when it is in a state. */
        record Say(Kind in, String text) implements Then {}

        /** A person approves what it asks. */
        record Approve() implements Then {}

        /** When it has failed, or was stopped, a person lets it go on from there. */
        record GoOn(boolean stopFirst) implements Then {}

        /** It is no real run: its states are written one after the other in one transaction. */
        record ByHand(List<RunState> states) implements Then {}
    }

    private static final Then WAIT = new Then.Wait();
    /** Says one thing, changes one file. */
    private static final String SHORT = "echo made > made.txt; echo said";

    private static final String BUSY = "echo made > made.txt; echo said; sleep 600";

    static List<RecoveryCase> all() {
        List<RecoveryCase> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            all.add(at(stage));
        }
        steps(all);
        for (RunState.WaitingFor what : RunState.WaitingFor.values()) {
            RunState waiting = new RunState.Waiting(what);
            if (waiting.parked()) {
                all.add(waits(waiting, Kind.FINISHED, "said\n"));
            } else if (what != RunState.WaitingFor.APPROVAL) {
                // No run comes to it here, so there is no workspace to go on in: it fails and says so.
                all.add(waits(waiting, Kind.FAILED, ""));
            }
        }
        all.add(talks("prompted", new Point.Written("\"type\":\"prompt\""), "hello", WAIT, Kind.FINISHED));
        all.add(talks("opening", new Point.Written("\"what\":\"started\""), "hello", WAIT, Kind.FINISHED));
        all.add(talks("asked", new Point.Written("\"type\":\"permission\""), "change it", WAIT, Kind.FINISHED));
        for (int i = 1; i <= 6; i++) {
            all.add(new RecoveryCase(
                    "live-" + i,
                    null,
                    "shell",
                    "for i in $(seq 60); do echo tick $i; sleep 0.2; done; echo made > made.txt",
                    null,
                    WAIT,
                    Kind.FINISHED,
                    null));
        }
        return all;
    }

    private static RecoveryCase at(Stage stage) {
        boolean own = stage == Stage.BASE_CHECKED_OUT || stage == Stage.SET_UP_RUNNING || stage == Stage.SET_UP_MADE;
        boolean stopped = stage == Stage.COLLECTING_SANDBOX_MADE;
        return new RecoveryCase(
                "at-" + word(stage),
                new Point.At(stage),
                "shell",
                stopped ? BUSY : SHORT,
                !own ? null : stage == Stage.BASE_CHECKED_OUT ? "" : "echo prepared > prepared.txt",
                stopped ? new Then.Stop("said") : WAIT,
                stopped ? Kind.CANCELLED : Kind.FINISHED,
                "said\n");
    }

    private static void steps(List<RecoveryCase> all) {
        all.add(byHand(Kind.QUEUED, Kind.QUEUED));
        // Not held where it is done: the thread that admits all runs does it.
        all.add(byHand(Kind.QUEUED, Kind.PREPARING));
        all.add(byHand(Kind.QUEUED, Kind.FAILED));
        all.add(byHand(Kind.QUEUED, Kind.CANCELLED));
        all.add(shell(Kind.PREPARING, Kind.RUNNING, SHORT, WAIT, Kind.FINISHED, "said\n"));
        all.add(byHand(Kind.PREPARING, Kind.QUEUED));
        all.add(byHand(Kind.PREPARING, Kind.FAILED));
        all.add(byHand(Kind.PREPARING, Kind.CANCELLED));

        all.add(talk(Kind.RUNNING, Kind.WAITING, "change it", WAIT, Kind.FINISHED));
        all.add(shell(Kind.RUNNING, Kind.COLLECTING, SHORT, WAIT, Kind.FINISHED, "said\n"));
        all.add(talk(Kind.RUNNING, Kind.PREPARING, "die once", WAIT, Kind.FINISHED));
        all.add(byHand(Kind.RUNNING, Kind.FAILED));
        all.add(byHand(Kind.RUNNING, Kind.CANCELLED));

        all.add(talk(Kind.WAITING, Kind.RUNNING, "change it", new Then.Approve(), Kind.FINISHED));
        all.add(talk(Kind.WAITING, Kind.COLLECTING, "change it", new Then.Stop(""), Kind.CANCELLED));
        all.add(talk(Kind.WAITING, Kind.PREPARING, "ask and die", WAIT, Kind.FINISHED));
        all.add(byHand(Kind.WAITING, Kind.FAILED));
        all.add(byHand(Kind.WAITING, Kind.CANCELLED));
        all.add(byHand(Kind.WAITING, Kind.WAITING));
        all.add(byHand(Kind.WAITING, Kind.QUEUED));

        all.add(talk(Kind.COLLECTING, Kind.RUNNING, "slowly", new Then.Say(Kind.RUNNING, "and more"), Kind.FINISHED));
        all.add(shell(
                Kind.COLLECTING,
                Kind.QUEUED,
                "echo said; sleep 2",
                new Then.Say(Kind.RUNNING, "echo more"),
                Kind.FINISHED,
                "said\nmore\n"));
        all.add(shell(Kind.COLLECTING, Kind.FINISHED, SHORT, WAIT, Kind.FINISHED, "said\n"));
        all.add(shell(Kind.COLLECTING, Kind.FAILED, SHORT + "; exit 3", WAIT, Kind.FAILED, "said\n"));
        all.add(shell(Kind.COLLECTING, Kind.CANCELLED, BUSY, new Then.Stop("said"), Kind.CANCELLED, "said\n"));

        all.add(talk(Kind.FINISHED, Kind.RUNNING, "hello", new Then.Say(Kind.FINISHED, "and more"), Kind.FINISHED));
        all.add(shell(
                Kind.FINISHED,
                Kind.QUEUED,
                SHORT,
                new Then.Say(Kind.FINISHED, "echo more"),
                Kind.FINISHED,
                "said\nmore\n"));
        all.add(shell(
                Kind.FAILED,
                Kind.QUEUED,
                "echo said; [ -e again ] || { : > again; exit 3; }",
                new Then.GoOn(false),
                Kind.FINISHED,
                "said\nsaid\n"));
        all.add(shell(
                Kind.CANCELLED,
                Kind.QUEUED,
                "echo said; [ -e again ] || { : > again; sleep 600; }",
                new Then.GoOn(true),
                Kind.FINISHED,
                "said\nsaid\n"));
    }

    private static RecoveryCase shell(Kind from, Kind to, String goal, Then then, Kind end, String text) {
        Point point = new Point.Step(from, to);
        return new RecoveryCase(name(from, to), point, "shell", goal, null, then, end, text);
    }

    private static RecoveryCase talk(Kind from, Kind to, String goal, Then then, Kind end) {
        return talks(name(from, to), new Point.Step(from, to), goal, then, end);
    }

    private static RecoveryCase talks(String name, Point point, String goal, Then then, Kind end) {
        return new RecoveryCase(name, point, "talker", goal, null, then, end, null);
    }

    /** A step that nothing in the product makes at will, or that ends a run. */
    private static RecoveryCase byHand(Kind from, Kind to) {
        List<RunState> way = new ArrayList<>();
        RunState running = new RunState.Running();
        RunState parked = new RunState.Waiting(RunState.WaitingFor.QUOTA);
        boolean goesOn = EnumSet.of(Kind.QUEUED, Kind.PREPARING, Kind.WAITING).contains(to);
        switch (from) {
            case QUEUED, PREPARING -> {}
            case RUNNING -> way.add(running);
            case WAITING ->
                way.addAll(List.of(running, goesOn ? parked : new RunState.Waiting(RunState.WaitingFor.APPROVAL)));
            case COLLECTING, FINISHED, FAILED, CANCELLED -> throw new IllegalArgumentException(from.word());
        }
        if (from != Kind.QUEUED) {
            way.addFirst(new RunState.Preparing());
        }
        way.add(to == Kind.WAITING ? parked : RunState.of(to.word(), null));
        return new RecoveryCase(
                name(from, to),
                new Point.Step(from, to),
                "shell",
                SHORT,
                null,
                new Then.ByHand(way),
                goesOn ? Kind.FINISHED : to,
                goesOn ? "said\n" : "");
    }

    private static RecoveryCase waits(RunState waiting, Kind end, String text) {
        Then then = new Then.ByHand(List.of(new RunState.Preparing(), new RunState.Running(), waiting));
        Point point = new Point.Step(Kind.RUNNING, Kind.WAITING);
        return new RecoveryCase("waits-for-" + waiting.waiting(), point, "shell", SHORT, null, then, end, text);
    }

    private static String name(Kind from, Kind to) {
        return from.word() + "-" + to.word();
    }

    private static String word(Stage stage) {
        return stage.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
