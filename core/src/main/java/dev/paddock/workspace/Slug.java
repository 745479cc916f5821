package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.text.Normalizer;
import java.util.Locale;

/** Short ASCII names made of any text, fit for a branch, a directory and a URL: {@code [a-z0-9]} with single hyphens between. */
public final class Slug {
    private static final int LONGEST = 40;

    private Slug() {}

    /** A name of 1 to 40 characters; {@code task} where the text has no usable one. */
    public static String of(String text) {
        String head = text.length() > 1000 ? text.substring(0, 1000) : text;
        String plain = Normalizer.normalize(head, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        StringBuilder slug = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (Character.getType(c) == Character.NON_SPACING_MARK || c == '\'') {
                continue;
            }
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                if (gap && !slug.isEmpty()) {
                    slug.append('-');
                }
                gap = false;
                slug.append(c);
            } else {
                gap = true;
            }
        }
        return slug.isEmpty() ? "task" : cut(slug.toString());
    }

    /** The branch of a task's n-th run. */
    public static String branch(String slug, int number) {
        return "agent/" + slug + "-" + number;
    }

    /** Throws INVALID for what is no branch of a run. */
    static void check(String branch) {
        if (!branch.matches("agent/[a-z0-9]([a-z0-9-]*[a-z0-9])?")) {
            throw new PaddockException(ErrorCode.INVALID, "a run's branch is agent/ and a short name: " + branch);
        }
    }

    private static String cut(String slug) {
        if (slug.length() <= LONGEST) {
            return slug;
        }
        int word = slug.lastIndexOf('-', LONGEST);
        return slug.substring(0, word >= LONGEST / 2 ? word : LONGEST);
    }
}
