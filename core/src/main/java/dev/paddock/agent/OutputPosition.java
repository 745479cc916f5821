package dev.paddock.agent;

/**
 * Up to where an agent's output was taken; journaled with what it brought about.
 *
 * @param offset bytes taken
 * @param skipped bytes of the line at {@code offset} that were left out because it is too long; 0 where a line begins
 */
public record OutputPosition(long offset, long skipped) {
    public static final OutputPosition START = new OutputPosition(0, 0);

    public OutputPosition {
        if (offset < 0 || skipped < 0) {
            throw new IllegalArgumentException("negative position: " + offset + ", " + skipped);
        }
    }
}
