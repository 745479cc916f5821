package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a person may name as a base, and what they may have meant. */
final class Refs {
    private static final Pattern UNFIT =
            Pattern.compile("[\\p{Cntrl} ~^:?*\\[\\\\]|\\.\\.|@\\{|//|^[-/.]|[/.]$|\\.lock$");
    private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{7,39}");

    private Refs() {}

    /** Full names to try in this order, each safe as an argument. */
    static List<String> candidates(String ref) {
        if (ref.isBlank() || ref.length() > 255 || UNFIT.matcher(ref).find()) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "a base is the name of a branch or tag, or the id of a commit: " + printable(ref));
        }
        if (ref.equals("HEAD")) {
            return List.of("HEAD");
        }
        List<String> candidates = new ArrayList<>();
        if (ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/")) {
            candidates.add(ref);
        }
        if (CommitId.valid(ref)) {
            candidates.add(ref);
        }
        candidates.add("refs/heads/" + ref);
        candidates.add("refs/tags/" + ref);
        if (ref.startsWith("origin/")) {
            candidates.add("refs/heads/" + ref.substring("origin/".length()));
        }
        if (ABBREVIATED.matcher(ref).matches()) {
            candidates.add(ref);
        }
        return candidates;
    }

    /** Up to five names, nearest first. */
    static List<String> nearest(String ref, List<String> names) {
        String wanted = ref.toLowerCase(Locale.ROOT);
        return names.stream()
                .sorted(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
                .limit(5)
                .toList();
    }

    /** Edits that turn one text into the other; cheap for a name that holds the other. */
    private static int distance(String a, String b) {
        if (b.contains(a)) {
            return 0;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = row;
        }
        return previous[b.length()];
    }

    private static String printable(String ref) {
        String text = ref.replaceAll("\\p{Cntrl}", "?");
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
