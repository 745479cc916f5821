package dev.paddock.agent;

/** One line of an agent's standard output. */
public sealed interface OutputLine {
    /** A line without its newline; invalid UTF-8 is replaced. */
    record Whole(String text) implements OutputLine {}

    /** A line longer than {@link AgentOutput#MAX_LINE}, which was left out. */
    record TooLong(long bytes) implements OutputLine {}
}
