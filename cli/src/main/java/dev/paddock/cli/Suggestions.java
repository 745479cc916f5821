package dev.paddock.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What someone may have meant. */
final class Suggestions {
    private Suggestions() {}

    /** Up to three of the candidates that are near, the nearest first. */
    static List<String> near(String word, Collection<String> candidates) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int limit = Math.max(1, Math.min(3, wanted.length() / 2));
        return candidates.stream()
                .filter(c -> !c.isEmpty())
                .distinct()
                .filter(c -> distance(wanted, c.toLowerCase(Locale.ROOT)) <= limit
                        || (wanted.length() >= 3 && c.toLowerCase(Locale.ROOT).startsWith(wanted)))
                .sorted(Comparator.comparingInt(c -> distance(wanted, c.toLowerCase(Locale.ROOT))))
                .limit(3)
                .toList();
    }

    /** "Did you mean a or b?" or, where nothing is near, the other sentence. */
    static String sentence(String word, Collection<String> candidates, String otherwise) {
        List<String> near = near(word, candidates);
        return near.isEmpty()
                ? otherwise
                : "Did you mean " + Sanitiser.line(String.join(" or ", near)) + "? " + otherwise;
    }

    /** Levenshtein's distance, with exchanged neighbours as one step. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean exchanged =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (exchanged) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
