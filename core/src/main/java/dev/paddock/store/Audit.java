package dev.paddock.store;

import dev.paddock.event.EventJson;
import dev.paddock.task.Approval;
import dev.paddock.task.Run;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Checks journals: that no event was changed, removed or added, that events keep their rules, and that the rows which are shown say what the events add up to.
 * Reads one event after the other, so it takes the memory of one.
 */
public final class Audit {
    private static final int MOST_NAMED = 20;
    private static final int PAGE = 500;

    private Audit() {}

    /**
     * Whether a journal is whole.
     *
     * @param hash of the run's last event, hexadecimal
     * @param broken seq of the first event that does not fit, one behind the last where it is the run's row that does not; 0 if all is well
     * @param why what is wrong there, in words; null if all is well
     */
    public record Verified(
            boolean ok,
            long events,
            String hash,
            long broken,
            @Nullable String why) {}

    /**
     * What was found in all journals, or in the newest where time was short.
     *
     * @param runs journals checked
     * @param of how many there are
     * @param broken the first ones that are not whole
     */
    public record Report(long runs, long of, long events, List<Broken> broken) {
        public Report {
            broken = List.copyOf(broken);
        }

        public boolean ok() {
            return broken.isEmpty();
        }
    }

    /** A journal that is not whole; as in {@link Verified}. */
    public record Broken(String run, long seq, String why) {}

    /** Checks all journals, newest runs first, until this much time is over. Runs may go on meanwhile: each is seen at one moment. */
    public static Report of(Store store, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        long all = store.read(Query::runCount);
        long runs = 0;
        long events = 0;
        List<Broken> broken = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            long place = before;
            List<Numbered> page = store.read(query -> newest(query.handle, place));
            for (Numbered numbered : page) {
                String run = numbered.run();
                if (end - System.nanoTime() < 0) {
                    return new Report(runs, all, events, broken);
                }
                // One that was deleted since the page was read is not broken.
                Optional<Verified> found = store.read(query -> query.run(run).map(known -> query.verify(run)));
                if (found.isEmpty()) {
                    continue;
                }
                Verified verified = found.get();
                runs++;
                events += verified.events();
                if (!verified.ok() && broken.size() < MOST_NAMED) {
                    broken.add(new Broken(run, verified.broken(), String.valueOf(verified.why())));
                }
            }
            if (page.size() < PAGE) {
                return new Report(runs, Math.max(all, runs), events, broken);
            }
            before = page.getLast().number();
        }
    }

    private record Numbered(long number, String run) {}

    private static List<Numbered> newest(Handle handle, long before) {
        return handle.createQuery("select number, id from run where number < ? order by number desc limit ?")
                .bind(0, before)
                .bind(1, PAGE)
                .map((rs, context) -> new Numbered(rs.getLong(1), rs.getString(2)))
                .list();
    }

    /** Checks one run; within one view of the store. */
    static Verified verify(Query query, String run) {
        Optional<Head> head = query.handle
                .createQuery("select seq, hash, launch, said from run where id = ?")
                .bind(0, run)
                .map((rs, context) -> {
                    long said = rs.getLong(4);
                    return new Head(rs.getLong(1), rs.getBytes(2), rs.getInt(3), rs.wasNull() ? null : said);
                })
                .findOne();
        if (head.isEmpty()) {
            return new Verified(false, 0, "", 1, "there is no such run");
        }
        Chain chain = new Chain();
        Trail trail = new Trail(run);
        String why = null;
        try (var rows = query
                .handle
                .createQuery("select seq, json, hash from event where run = ? order by seq")
                .bind(0, run)
                .map((rs, context) -> new Chain.Link(rs.getLong(1), rs.getString(2), rs.getBytes(3)))
                .stream()) {
            for (Iterator<Chain.Link> links = rows.iterator(); why == null && links.hasNext(); ) {
                why = follow(chain, trail, links.next());
            }
        }
        long broken = why == null ? 0 : chain.broken() != 0 ? chain.broken() : chain.length();
        if (why == null) {
            why = head.get().end(query, run, chain, trail);
            broken = why == null ? 0 : chain.length() + 1;
        }
        return new Verified(why == null, chain.length(), HexFormat.of().formatHex(head.get().hash), broken, why);
    }

    private static @Nullable String follow(Chain chain, Trail trail, Chain.Link link) {
        if (!chain.follow(link)) {
            return "its hash is not that of its bytes behind the event before, or an event is missing";
        }
        try {
            return trail.take(EventJson.read(0, link.json()));
        } catch (JacksonException | DateTimeParseException e) {
            return "it can't be read";
        }
    }

    /** What a run's row says of its journal's end. */
    private static final class Head {
        private final long seq;
        private final byte[] hash;
        private final int launch;
        private final @Nullable Long said;

        Head(long seq, byte[] hash, int launch, @Nullable Long said) {
            this.seq = seq;
            this.hash = hash;
            this.launch = launch;
            this.said = said;
        }

        @Nullable
        String end(Query query, String id, Chain chain, Trail trail) {
            if (chain.length() != seq || !chain.endsWith(hash)) {
                return "the journal ends here, but not with the run's last event, which is " + seq;
            }
            Run run = query.run(id).orElseThrow();
            List<String> approvals =
                    query.approvals(id).stream().map(Approval::id).toList();
            return trail.end(new Trail.Row(run, launch, said, query.messages(id).size(), approvals));
        }
    }
}
