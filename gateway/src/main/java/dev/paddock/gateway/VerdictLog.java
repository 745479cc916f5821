package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports verdicts and ends, at most so many a second one by one: beyond that, equal ones are added up and reported when the
 * second is over. So a run that knocks without pause cannot flood the journal, and nothing goes uncounted.
 */
final class VerdictLog {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_KINDS = 64;

    private record Kind(String host, int port, Decision decision, String rule, String method) {}

    private final int perSecond;
    private final DoorEvents events;
    private final DoorListener listener;
    private final Map<Kind, Verdict> verdicts = new LinkedHashMap<>();
    private final Map<Kind, Closed> ends = new LinkedHashMap<>();
    private long window = System.nanoTime();
    private int reported;
    private int endsReported;

    VerdictLog(int perSecond, DoorEvents events, DoorListener listener) {
        this.perSecond = perSecond;
        this.events = events;
        this.listener = listener;
    }

    synchronized void add(Verdict verdict) {
        roll();
        if (reported < perSecond) {
            reported++;
            events.post(() -> listener.verdict(verdict));
            return;
        }
        Kind kind = kind(verdict, verdicts);
        verdicts.merge(kind, as(kind, verdict, 1), (a, b) -> as(kind, a, a.count() + b.count()));
    }

    synchronized void add(Closed closed) {
        roll();
        if (endsReported < perSecond) {
            endsReported++;
            events.post(() -> listener.closed(closed));
            return;
        }
        Kind kind = kind(closed.verdict(), ends);
        ends.merge(kind, as(kind, closed), (a, b) -> sum(kind, a, b));
    }

    /** Called now and then: reports what was held back when its second is over. */
    synchronized void roll() {
        if (System.nanoTime() - window < SECOND) {
            return;
        }
        flush();
        window = System.nanoTime();
        reported = 0;
        endsReported = 0;
    }

    synchronized void flush() {
        List<Verdict> heldVerdicts = new ArrayList<>(verdicts.values());
        List<Closed> heldEnds = new ArrayList<>(ends.values());
        verdicts.clear();
        ends.clear();
        heldVerdicts.forEach(v -> events.post(() -> listener.verdict(v)));
        heldEnds.forEach(e -> events.post(() -> listener.closed(e)));
    }

    private static Kind kind(Verdict v, Map<Kind, ?> held) {
        Kind kind = new Kind(v.host(), v.port(), v.decision(), v.rule(), v.method());
        boolean room = held.containsKey(kind) || held.size() < MAX_KINDS;
        return room ? kind : new Kind("*", 0, v.decision(), "*", "*");
    }

    private static Verdict as(Kind kind, Verdict first, long count) {
        return new Verdict(first.time(), kind.host(), kind.port(), kind.decision(), kind.rule(), kind.method(), count);
    }

    private static Closed as(Kind kind, Closed c) {
        Verdict verdict = as(kind, c.verdict(), c.verdict().count());
        return new Closed(verdict, c.bytesUp(), c.bytesDown(), c.duration(), c.end());
    }

    private static Closed sum(Kind kind, Closed a, Closed b) {
        Verdict verdict =
                as(kind, a.verdict(), a.verdict().count() + b.verdict().count());
        return new Closed(
                verdict,
                a.bytesUp() + b.bytesUp(),
                a.bytesDown() + b.bytesDown(),
                a.duration().plus(b.duration()),
                b.end());
    }
}
