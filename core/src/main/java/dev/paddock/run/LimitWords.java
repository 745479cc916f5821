package dev.paddock.run;

import dev.paddock.event.EventBody;
import dev.paddock.task.RunLimits;
import java.util.Set;

/** What is said of a limit that was reached. */
final class LimitWords {
    /** The others hold a run back, but don't end it. */
    private static final Set<String> ENDING = Set.of("time", "turns", "idle", "disk", "files");

    private LimitWords() {}

    static EventBody.Limit of(String run, String name, RunLimits limits) {
        String value = limits.word(name);
        boolean ends = ENDING.contains(name);
        return new EventBody.Limit(name, value, ends, text(name, value), advice(run, name, limits.twice(name), ends));
    }

    /** For the state that the run comes into. */
    static String reason(EventBody.Limit limit) {
        return limit.text() + "; " + limit.advice();
    }

    private static String text(String name, String value) {
        return switch (name) {
            case "time" -> "it was running for its limit of " + value;
            case "turns" -> "it made as many model requests as it may, " + value;
            case "idle" -> "its agent said nothing and asked no model for " + value;
            case "memory" -> "its processes wanted more than " + value + " of memory, and one was ended";
            case "cpus" -> "its processes wanted more than " + value + " cores and were held back";
            case "processes" -> "it wanted more than " + value + " processes and threads";
            case "disk" -> "its files take more than " + value + " of disk";
            case "files" -> "it has more than " + value + " files";
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String advice(String run, String name, String more, boolean ends) {
        return ends
                ? "`paddock restart " + run + " --from-failure --limit " + name + "=" + more + "` goes on with more"
                : "`paddock run … --limit " + name + "=" + more + "` gives a run more, `paddock config set limits."
                        + name + " " + more + "` every run";
    }
}
