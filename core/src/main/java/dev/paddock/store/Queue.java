package dev.paddock.store;

import dev.paddock.task.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What waits for a place, and what waits for its time. Each question costs little however long the queue is. Confined as {@link Query}. */
public final class Queue {
    /** The projects that have something in the queue: one look into the index for each, not for each run. */
    private static final String PROJECTS = "with recursive waiting (project) as ("
            + " select min(project) from run where state = 'queued' union all"
            + " select (select min(r.project) from run r where r.state = 'queued' and r.project > w.project)"
            + " from waiting w where w.project is not null) ";

    private final Handle handle;

    Queue(Handle handle) {
        this.handle = handle;
    }

    /** The first run of each project that may start now, the oldest one first. */
    public List<Run> heads(Instant now) {
        return handle.createQuery(PROJECTS + "select * from run where number in (select (select r.number from run r"
                        + " where r.state = 'queued' and r.project = w.project and (r.due is null or r.due <= :now)"
                        + " order by r.number limit 1) from waiting w where w.project is not null) order by number")
                .bind("now", Rows.micros(now))
                .map(Rows::run)
                .list();
    }

    /** When the next queued run that waits for its time may start. */
    public Optional<Instant> nextTry(Instant now) {
        return first("queued", now);
    }

    /** When the next parked run's time comes. */
    public Optional<Instant> nextParked() {
        return first("waiting", Instant.EPOCH);
    }

    private Optional<Instant> first(String state, Instant after) {
        return handle.createQuery("select min(due) from run where state = ? and due is not null and due > ?")
                .bind(0, state)
                .bind(1, Rows.micros(after))
                .map((rs, context) -> Optional.ofNullable(Rows.optionalInstant(rs, 1)))
                .one();
    }

    /** Parked runs whose time has come, the longest overdue first. */
    public List<Run> parked(Instant now, int limit) {
        return handle.createQuery("select * from run where state = 'waiting' and due is not null and due <= ?"
                        + " order by due, number limit ?")
                .bind(0, Rows.micros(now))
                .bind(1, limit)
                .map(Rows::run)
                .list();
    }

    /** How often and since when a run was tried or parked in a row. */
    public Tries tries(String run) {
        return handle.createQuery("select tries, parks, parked from run where id = ?")
                .bind(0, run)
                .map((rs, context) -> new Tries(rs.getInt(1), rs.getInt(2), Rows.optionalInstant(rs, 3)))
                .findOne()
                .orElse(new Tries(0, 0, null));
    }

    /**
     * What was tried in vain.
     *
     * @param prepared how often it could not be prepared
     * @param parked how often it was parked without an answer of the model between
     * @param since when it was parked first
     */
    public record Tries(int prepared, int parked, @Nullable Instant since) {}

    /**
     * At which place the first queued runs of each project stand, from 1: projects take turns, in each of which the oldest run goes first.
     *
     * @param depth of how many runs of a project it is told
     */
    public Map<String, Integer> places(int depth) {
        record Waiting(int turn, long number, String run) {}
        List<Waiting> all = new ArrayList<>();
        for (String project : handle.createQuery(PROJECTS + "select project from waiting where project is not null")
                .mapTo(String.class)
                .list()) {
            int first = all.size();
            handle.createQuery(
                            "select number, id from run where state = 'queued' and project = ? order by number limit ?")
                    .bind(0, project)
                    .bind(1, depth)
                    .map((rs, context) -> new Waiting(all.size() - first, rs.getLong(1), rs.getString(2)))
                    .forEach(all::add);
        }
        all.sort(Comparator.comparingInt(Waiting::turn).thenComparingLong(Waiting::number));
        Map<String, Integer> places = new HashMap<>();
        all.forEach(waiting -> places.put(waiting.run(), places.size() + 1));
        return places;
    }
}
