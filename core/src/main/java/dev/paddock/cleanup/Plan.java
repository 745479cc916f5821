package dev.paddock.cleanup;

import java.time.Instant;
import java.util.List;

/**
 * What would go and what stays. Nothing in it is a promise: each thing is looked at again before it goes.
 *
 * @param id names it to {@link Cleanup#execute}
 * @param items in the order in which they go
 */
public record Plan(String id, Instant at, Rules rules, List<Item> items, List<Stays> stays) {
    public Plan {
        items = List.copyOf(items);
        stays = List.copyOf(stays);
    }

    /**
     * A thing that would go.
     *
     * @param what in a person's words
     * @param why it goes
     * @param bytes on the disk, as last measured
     */
    public record Item(Thing thing, String name, String what, String why, long bytes) {
        public Kind kind() {
            return thing.kind();
        }
    }

    /**
     * Things that stay.
     *
     * @param bytes that they take, as last measured
     */
    public record Stays(String what, long count, long bytes) {}

    public long bytes() {
        return items.stream().mapToLong(Item::bytes).sum();
    }
}
