package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Conflicts, shown before anything is changed. */
final class ConflictReport {
    private static final int MOST_FILES = 20;
    private static final int MOST_SHOWN = 5;
    private static final int MOST_LINES = 24;

    private final Caller caller;
    private final Merger merger;

    ConflictReport(Caller caller, Merger merger) {
        this.caller = caller;
        this.merger = merger;
    }

    /**
     * On standard error: each file, and how both sides differ in the first few.
     *
     * @param ours what the person's side is called
     * @param theirs what the run's side is called
     */
    void show(Merger.Merged merged, String ours, String theirs) {
        Style style = caller.errStyle();
        List<Merger.Conflict> conflicts = merged.conflicts();
        for (int i = 0; i < Math.min(MOST_FILES, conflicts.size()); i++) {
            Merger.Conflict conflict = conflicts.get(i);
            caller.say("  " + style.yellow(Bytes.shown(conflict.message())));
            if (i < MOST_SHOWN && !conflict.path().isEmpty()) {
                firstRegion(Bytes.text(merger.file(merged.tree(), conflict.path())), ours, theirs)
                        .forEach(line -> caller.say("      " + style.dim(line)));
            }
        }
        if (conflicts.size() > MOST_FILES) {
            caller.say("  and " + (conflicts.size() - MOST_FILES) + " more");
        }
    }

    static ArrayNode json(ObjectNode into, Merger.Merged merged) {
        ArrayNode list = into.putArray("conflicts");
        merged.conflicts()
                .forEach(conflict -> list.addObject()
                        .put("path", Bytes.text(conflict.path()))
                        .put("message", Bytes.text(conflict.message())));
        return list;
    }

    private static List<String> firstRegion(String text, String ours, String theirs) {
        List<String> region = new ArrayList<>();
        for (String line : text.lines().toList()) {
            boolean begins = line.startsWith("<<<<<<< ");
            boolean ends = line.startsWith(">>>>>>> ") && !region.isEmpty();
            if (begins || !region.isEmpty()) {
                region.add(begins ? "<<<<<<< " + ours : ends ? ">>>>>>> " + theirs : Sanitiser.text(line));
            }
            if (ends) {
                break;
            }
        }
        if (region.size() > MOST_LINES) {
            List<String> cut = new ArrayList<>(region.subList(0, MOST_LINES));
            cut.add("…");
            return cut;
        }
        return region;
    }
}
