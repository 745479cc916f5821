package dev.paddock.cleanup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what stays, in the order in which it was met. */
final class Staying {
    private final Map<String, Plan.Stays> found = new LinkedHashMap<>();

    /** Journals stay in any case. */
    Staying(DiskUse use) {
        found.put(
                "",
                new Plan.Stays("the database with all journals", 1, use.kinds().getOrDefault("database", 0L)));
    }

    void add(String what, long bytes) {
        found.merge(
                what,
                new Plan.Stays(what, 1, bytes),
                (a, b) -> new Plan.Stays(what, a.count() + 1, a.bytes() + b.bytes()));
    }

    List<Plan.Stays> told() {
        return new ArrayList<>(found.values());
    }
}
