package dev.paddock.git;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.regex.Pattern;

/** Checks the text form of an object's id, so that nothing else can stand where git expects one. */
public final class CommitId {
    private static final Pattern FULL = Pattern.compile("[0-9a-f]{40}");

    private CommitId() {}

    public static boolean valid(String text) {
        return FULL.matcher(text).matches();
    }

    /**
     * Its argument.
     *
     * @throws PaddockException INVALID unless it is 40 lower-case hexadecimal digits
     */
    public static String check(String text) {
        if (!valid(text)) {
            throw new PaddockException(ErrorCode.INVALID, "a commit is named by 40 hexadecimal digits");
        }
        return text;
    }
}
