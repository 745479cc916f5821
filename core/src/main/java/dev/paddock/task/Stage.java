package dev.paddock.task;

import dev.paddock.task.RunState.Kind;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The moments inside preparing and collecting, between which something on the disk or a process is new and the journal does not know it yet. A server may die at
 * each of them; the test of recovery lets it, and fails where one has no case.
 */
public enum Stage {
    BASE_CHECKED_OUT(Kind.PREPARING),
    WORKSPACE_BEGUN(Kind.PREPARING),
    WORKSPACE_MADE(Kind.PREPARING),
    DOOR_OPENED(Kind.PREPARING),
    SET_UP_RUNNING(Kind.PREPARING),
    SET_UP_MADE(Kind.PREPARING),
    WORLD_MADE(Kind.PREPARING),
    HOLDER_STARTED(Kind.PREPARING),
    SANDBOX_MADE(Kind.PREPARING),
    AGENT_STARTED(Kind.PREPARING),
    COLLECTING_SANDBOX_MADE(Kind.COLLECTING),
    STAGED(Kind.COLLECTING),
    IMPORTED(Kind.COLLECTING),
    REMEMBERED(Kind.COLLECTING),
    PUBLISHED(Kind.COLLECTING);

    private static volatile @Nullable BiConsumer<Stage, String> listener; // set by a test before anything runs

    private final Kind in;

    Stage(Kind in) {
        this.in = in;
    }

    /** The state that a run has meanwhile. */
    public Kind in() {
        return in;
    }

    /** Says that it is reached, by this run or project. Does nothing but in tests. */
    public void reached(String subject) {
        BiConsumer<Stage, String> present = listener;
        if (present != null) {
            present.accept(this, subject);
        }
    }

    /** For tests: calls this from now on, on the thread that reached a stage. */
    public static void listen(BiConsumer<Stage, String> to) {
        listener = to;
    }
}
