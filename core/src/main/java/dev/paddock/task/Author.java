package dev.paddock.task;

/** Whose name commits carry. */
public record Author(String name, String email) {
    /** For projects whose repository names nobody. */
    public static final Author PADDOCK = new Author("Paddock", "paddock@localhost");

    public Author {
        if (hasControl(name) || hasControl(email) || name.isBlank()) {
            throw new IllegalArgumentException(
                    "an author needs a name, and neither part may hold < > or control characters");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '<' || c == '>');
    }
}
