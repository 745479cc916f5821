package dev.paddock.task;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an agent may do without asking. From the strictest to the most free. */
public enum PermissionMode {
    /** Nothing is changed: the agent reads and plans. */
    PLAN,
    /** A person answers everything that the agent asks. */
    ASK,
    /** Changes to files of the workspace pass; the rest is asked. */
    ACCEPT_EDITS,
    /** Nothing is asked: the sandbox is the limit. */
    BYPASS;

    /** The word used in agents' files, settings, the API and the command. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The mode of a word.
     *
     * @throws PaddockException INVALID if there is none, naming those there are
     */
    public static PermissionMode of(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.INVALID,
                        "there is no such permission mode; there are "
                                + Arrays.stream(values())
                                        .map(PermissionMode::word)
                                        .collect(Collectors.joining(", "))));
    }
}
