package dev.paddock.task;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a run is on its way. Every legal step from one state to another is listed in {@link #next()}, and nowhere else. */
public sealed interface RunState {
    record Queued() implements RunState {}

    record Preparing() implements RunState {}

    record Running() implements RunState {}

    record Waiting(WaitingFor what) implements RunState {
        /** It goes on by itself at a set time; no agent need be alive until then. */
        @Override
        public boolean parked() {
            return what == WaitingFor.QUOTA || what == WaitingFor.NETWORK;
        }
    }

    record Collecting() implements RunState {}

    record Finished() implements RunState {}

    record Failed() implements RunState {}

    record Cancelled() implements RunState {}

    /** What a waiting run waits for. */
    enum WaitingFor {
        APPROVAL,
        INPUT,
        HOLD,
        QUOTA,
        NETWORK
    }

    /** The states without their details. */
    enum Kind {
        QUEUED,
        PREPARING,
        RUNNING,
        WAITING,
        COLLECTING,
        FINISHED,
        FAILED,
        CANCELLED;

        /** The word used in events, the API and the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    default Kind kind() {
        return switch (this) {
            case Queued q -> Kind.QUEUED;
            case Preparing p -> Kind.PREPARING;
            case Running r -> Kind.RUNNING;
            case Waiting w -> Kind.WAITING;
            case Collecting c -> Kind.COLLECTING;
            case Finished f -> Kind.FINISHED;
            case Failed f -> Kind.FAILED;
            case Cancelled c -> Kind.CANCELLED;
        };
    }

    /** The states that may follow this one. */
    default Set<Kind> next() {
        return switch (this) {
            // Queued again: a person wants the next try at once.
            case Queued q -> EnumSet.of(Kind.QUEUED, Kind.PREPARING, Kind.FAILED, Kind.CANCELLED);
            // Back to the queue: the server ended while it prepared, or it could not be prepared for now.
            case Preparing p -> EnumSet.of(Kind.RUNNING, Kind.QUEUED, Kind.FAILED, Kind.CANCELLED);
            // Preparing again: the sandbox was lost and the conversation goes on in a new one.
            case Running r -> EnumSet.of(Kind.WAITING, Kind.COLLECTING, Kind.PREPARING, Kind.FAILED, Kind.CANCELLED);
            // A parked run: to the queue when its time has come, or parked anew while the model is still out of reach.
            case Waiting w
            when w.parked() ->
                EnumSet.of(Kind.RUNNING, Kind.WAITING, Kind.QUEUED, Kind.COLLECTING, Kind.FAILED, Kind.CANCELLED);
            case Waiting w -> EnumSet.of(Kind.RUNNING, Kind.COLLECTING, Kind.PREPARING, Kind.FAILED, Kind.CANCELLED);
            // Running again: a message came while the agent worked.
            case Collecting c -> EnumSet.of(Kind.RUNNING, Kind.QUEUED, Kind.FINISHED, Kind.FAILED, Kind.CANCELLED);
            // A message takes an ended run on: at once where its agent is still warm, else through the queue.
            case Finished f -> EnumSet.of(Kind.RUNNING, Kind.QUEUED);
            case Failed f -> EnumSet.of(Kind.QUEUED);
            case Cancelled c -> EnumSet.of(Kind.QUEUED);
        };
    }

    /** No process works for it; its state changes only when a person asks. */
    default boolean ended() {
        return switch (kind()) {
            case FINISHED, FAILED, CANCELLED -> true;
            case QUEUED, PREPARING, RUNNING, WAITING, COLLECTING -> false;
        };
    }

    /** It waits for a model's limit to be lifted or for the model to be in reach. */
    default boolean parked() {
        return this instanceof Waiting waiting && waiting.parked();
    }

    /** The word of {@link #kind()}. */
    default String word() {
        return kind().word();
    }

    /** What it waits for, as a word; null unless it waits. */
    default @Nullable String waiting() {
        return this instanceof Waiting(WaitingFor what) ? what.name().toLowerCase(Locale.ROOT) : null;
    }

    /**
     * The state of its two words.
     *
     * @throws IllegalArgumentException if there is none
     */
    static RunState of(String word, @Nullable String waiting) {
        return switch (Kind.valueOf(word.toUpperCase(Locale.ROOT))) {
            case QUEUED -> new Queued();
            case PREPARING -> new Preparing();
            case RUNNING -> new Running();
            case WAITING -> {
                if (waiting == null) {
                    throw new IllegalArgumentException("waiting for nothing");
                }
                yield new Waiting(WaitingFor.valueOf(waiting.toUpperCase(Locale.ROOT)));
            }
            case COLLECTING -> new Collecting();
            case FINISHED -> new Finished();
            case FAILED -> new Failed();
            case CANCELLED -> new Cancelled();
        };
    }
}
