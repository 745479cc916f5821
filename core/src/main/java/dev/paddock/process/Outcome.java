package dev.paddock.process;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a program ended.
 *
 * @param command its arguments, for messages
 * @param exitCode its exit code; -1 when it was killed for its time
 * @param output the head of its standard output
 * @param errors the head of its standard error
 */
public record Outcome(List<String> command, int exitCode, byte[] output, byte[] errors) {
    public boolean ok() {
        return exitCode == 0;
    }

    public boolean timedOut() {
        return exitCode == -1;
    }

    public String text() {
        return new String(output, StandardCharsets.UTF_8);
    }

    public String errorText() {
        return new String(errors, StandardCharsets.UTF_8);
    }

    /** Itself if the program succeeded, else throws EXTERNAL with {@code what} failed and the program's last words. */
    public Outcome orThrow(String what) {
        if (ok()) {
            return this;
        }
        String words = errorText().isBlank() ? text().strip() : errorText().strip();
        String tail = words.length() > 2_000 ? "…" + words.substring(words.length() - 2_000) : words;
        throw new PaddockException(
                ErrorCode.EXTERNAL,
                what
                        + (timedOut() ? ": no answer in time" : ": " + command.getFirst() + " ended with " + exitCode)
                        + (tail.isEmpty() ? "" : ": " + tail));
    }
}
