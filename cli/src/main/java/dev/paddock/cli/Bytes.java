package dev.paddock.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Text of git's whose encoding nobody promises: kept as one char a byte, so that nothing is lost, and decoded only to be shown. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static String text(String raw) {
        return new String(of(raw), StandardCharsets.UTF_8);
    }

    /** Safe for one line on a terminal. */
    static String shown(String raw) {
        return Sanitiser.line(text(raw));
    }

    /** What NUL ends. */
    static List<String> records(String raw) {
        List<String> records = new ArrayList<>();
        int from = 0;
        for (int end = raw.indexOf('\0'); end >= 0; end = raw.indexOf('\0', from)) {
            records.add(raw.substring(from, end));
            from = end + 1;
        }
        return records;
    }

    /** As input for git that reads names ended by NUL. */
    static byte[] joined(List<String> raw) {
        StringBuilder all = new StringBuilder();
        raw.forEach(name -> all.append(name).append('\0'));
        return of(all.toString());
    }

    /** Names for an error: the first few, and how many more. */
    static String names(List<String> raw) {
        int most = 5;
        String first =
                String.join(", ", raw.stream().limit(most).map(Bytes::shown).toList());
        return raw.size() > most ? first + " and " + (raw.size() - most) + " more" : first;
    }
}
