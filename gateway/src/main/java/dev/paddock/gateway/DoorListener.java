package dev.paddock.gateway;

/**
 * Hears what happens at one door. Calls come one at a time, in order, on a thread of the door's own, some time after the
 * fact: a listener that is slow or fails delays no connection. An exception is logged and forgotten. When a listener falls
 * thousands of calls behind, further ones are dropped and logged. {@link Door#close} waits a moment for the calls still due.
 */
public interface DoorListener {
    /** A decision was made. */
    default void verdict(Verdict verdict) {}

    /** Something that was allowed has ended. */
    default void closed(Closed closed) {}

    /** A model request is on its way. */
    default void modelRequest(ModelRequest request) {}

    /** A model request was refused, because the run has made as many as it may; told of each, before the run has its answer. */
    default void turnsUsed() {}

    /** A model call has ended. */
    default void usage(Usage usage) {}
}
