package dev.paddock.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param what was measured
 * @param unit of all its figures
 * @param peer the bare program beside it; null where there is none
 * @param budget what it should be at most, for people; may be empty
 * @param tail whether the slow ones count: then it shows how slow one in a hundred was, instead of the fastest
 */
record Row(String what, String unit, Samples ours, @Nullable Peer peer, String budget, boolean tail) {
    static final String HEAD = """
            | what | Paddock: median (min–max) | beside it | its median (min–max) | ratio | budget |
            |---|---|---|---|---|---|""";

    Row(String what, String unit, Samples ours, @Nullable Peer peer, String budget) {
        this(what, unit, ours, peer, budget, false);
    }

    record Peer(String name, Samples samples) {}

    static Row millis(String what, Samples ours, Peer peer, String budget) {
        return new Row(what, "ms", ours, peer, budget);
    }

    static Row millis(String what, Samples ours, String budget) {
        return new Row(what, "ms", ours, null, budget);
    }

    /** Many at once, where the slow ones count. */
    static Row tail(String what, Samples ours, String budget) {
        return new Row(what, "ms", ours, null, budget, true);
    }

    /** One figure. */
    static Row figure(String what, String unit, double figure, String budget) {
        return new Row(what, unit, new Samples(List.of(figure)), null, budget);
    }

    String line() {
        String beside = peer == null
                ? "| | |"
                : "| %s | %s | %s"
                        .formatted(
                                peer.name(),
                                figures(peer.samples()),
                                number(ours.median() / peer.samples.median()) + " ×");
        return "| %s | %s %s | %s |".formatted(what, figures(ours), beside, budget);
    }

    private String figures(Samples samples) {
        int count = samples.values().size();
        String range = count == 1
                ? ", once"
                : tail
                        ? " (p99 %s, most %s of %d)"
                                .formatted(number(samples.quantile(0.99)), number(samples.max()), count)
                        : " (%s–%s)".formatted(number(samples.min()), number(samples.max()));
        return number(samples.median()) + " " + unit + range;
    }

    /** Two to four digits that mean something. */
    static String number(double value) {
        return String.format(
                Locale.ROOT, value < 0.1 ? "%.4f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
