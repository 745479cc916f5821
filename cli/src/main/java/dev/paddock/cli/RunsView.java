package dev.paddock.cli;

import tools.jackson.databind.JsonNode;

/** Shows runs at work on standard error. Closing it ends the showing and leaves nothing half-drawn; it may be closed by any thread, twice. */
interface RunsView extends AutoCloseable {
    /** The run has taken in this event. */
    void event(RunProgress run, JsonNode event);

    /** Something is wrong between here and the server; an empty text when it is right again. */
    void trouble(String what);

    /** Leaves the terminal to somebody else for a while. */
    default void suspend() {}

    /** Goes on showing. */
    default void resume() {}

    @Override
    void close();

    static RunsView of(Caller caller, java.util.List<RunProgress> runs) {
        return caller.terminal().err() ? new LiveView(caller, runs) : new LineView(caller, runs);
    }
}
