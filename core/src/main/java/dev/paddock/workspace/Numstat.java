package dev.paddock.workspace;

/** Adds up the lines of {@code git diff-tree --numstat}; a binary file shows hyphens for its numbers. */
final class Numstat {
    private Numstat() {}

    static DiffStat parse(String text) {
        int files = 0;
        long added = 0;
        long removed = 0;
        for (String line : text.split("\n", -1)) {
            String[] columns = line.split("\t", 3);
            if (columns.length == 3) {
                files++;
                added += number(columns[0]);
                removed += number(columns[1]);
            }
        }
        return new DiffStat(files, Math.clamp(added, 0, Integer.MAX_VALUE), Math.clamp(removed, 0, Integer.MAX_VALUE));
    }

    private static long number(String column) {
        return column.matches("[0-9]{1,10}") ? Long.parseLong(column) : 0;
    }
}
