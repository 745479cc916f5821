package dev.paddock.escape;

/**
 * What a probe said.
 *
 * @param code its exit code; 128 and a signal's number where one ended it, -1 where it did not end in time
 */
record Said(int code, String output, String errors) {
    boolean has(String words) {
        return output.contains(words) || errors.contains(words);
    }

    /** Both streams on one line, cut, for a person. */
    String line() {
        String all = (output.strip() + " " + errors.strip()).strip().replaceAll("\\s+", " ");
        return all.length() > 300 ? all.substring(0, 300) + "…" : all;
    }
}
