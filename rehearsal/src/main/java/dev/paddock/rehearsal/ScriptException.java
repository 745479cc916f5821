package dev.paddock.rehearsal;

/** A script that can't be played; the message names the line and the field. */
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param field where in the script, such as {@code dialogues[0].steps[2].tool}; empty for the whole file */
    ScriptException(int line, String field, String problem) {
        super("line " + line + (field.isEmpty() ? "" : ", " + field) + ": " + problem);
        this.line = line;
    }

    /** The line of the script, from 1; 0 when the problem has no place in it. */
    public int line() {
        return line;
    }
}
