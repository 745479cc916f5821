package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import dev.paddock.process.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the commit step in the sandbox said: NUL-ended records of a word and a value. Names in them are the agent's. */
record Staged(Optional<String> commit, String below, List<String> leftOut, List<String> notes) {
    private static final int MOST = 200;

    static Staged parse(Outcome outcome, List<String> before) {
        Optional<String> commit = Optional.empty();
        String below = "-";
        boolean complete = false;
        List<String> leftOut = new ArrayList<>();
        List<String> notes = new ArrayList<>(before);
        for (String line : outcome.text().split("\0", -1)) {
            int space = line.indexOf(' ');
            String word = space < 0 ? line : line.substring(0, space);
            String value = space < 0 ? "" : line.substring(space + 1);
            switch (word) {
                case "commit" -> {
                    commit = Optional.of(CommitId.check(value));
                    complete = true;
                }
                case "below" -> below = CommitId.check(value);
                case "same", "nothing" -> complete = true;
                case "left-out" -> add(leftOut, value);
                case "large" -> {
                    add(leftOut, value);
                    add(notes, value + " is larger than a collected file may be and was left out");
                }
                case "nested" ->
                    add(notes, value + " is a git repository of its own inside the workspace and was left out");
                case "note" -> add(notes, value);
                default -> {
                    // The empty record after the last NUL.
                }
            }
        }
        if (!complete) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not commit the workspace: git stopped halfway");
        }
        return new Staged(commit, below, List.copyOf(leftOut), List.copyOf(notes));
    }

    private static void add(List<String> list, String text) {
        if (list.size() < MOST) {
            list.add(text.length() > 1000 ? text.substring(0, 1000) + "…" : text);
        }
    }
}
