package dev.paddock.gateway;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How the models of one door serve. Brought up to date before the run sees the end of an answer. Safe for use by several threads. */
public final class ModelHealth {
    private final AtomicLong answers = new AtomicLong();
    private volatile @Nullable ModelTrouble trouble; // written by the connections, the last one counts

    ModelHealth() {}

    /** What was wrong with the last call; empty if it was served, or refused for good. */
    public Optional<ModelTrouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Calls that were served to their end. */
    public long answers() {
        return answers.get();
    }

    void served() {
        answers.incrementAndGet();
        trouble = null;
    }

    void refused() {
        trouble = null;
    }

    void troubled(ModelTrouble by) {
        trouble = by;
    }
}
