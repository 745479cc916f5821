package dev.paddock.cli;

import java.util.List;

/**
 * A commit's own text, one char a byte, so that names and messages in any encoding stay what they are.
 *
 * @param author name, address and time
 * @param encoding the header that names the encoding, if any
 */
record CommitText(String author, List<String> encoding, String message) {
    static CommitText parse(String commit) {
        int end = commit.indexOf("\n\n");
        List<String> headers =
                commit.substring(0, end < 0 ? commit.length() : end).lines().toList();
        return new CommitText(
                headers.stream()
                        .filter(h -> h.startsWith("author "))
                        .findFirst()
                        .orElse("author ")
                        .substring("author ".length()),
                headers.stream().filter(h -> h.startsWith("encoding ")).toList(),
                end < 0 ? "" : commit.substring(end + 2));
    }

    /** The first line, for a terminal. */
    String subject() {
        return Bytes.shown(message.lines().findFirst().orElse(""));
    }
}
