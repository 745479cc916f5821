package dev.paddock.task;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;

/** In whose name a project's work is committed. */
public record Author(String name, String email) {
    /** For projects whose repository names nobody. */
    public static final Author PADDOCK = new Author("Paddock", "paddock@localhost");

    /** @throws PaddockException INVALID if git could not take it */
    public Author {
        name = name.strip();
        email = email.strip();
        if (name.isEmpty() || !plain(name) || !plain(email)) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "an author needs a name and an e-mail address without <, > or control characters");
        }
    }

    private static boolean plain(String text) {
        return text.length() <= 200
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == '<' || c == '>');
    }
}
