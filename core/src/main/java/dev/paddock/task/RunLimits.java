package dev.paddock.task;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run may use at most. Described for users in {@code docs/limits.md}.
 *
 * @param time for which it may be running in all; neither the queue nor waiting counts; zero for any time
 * @param turns model requests that are answered; 0 for any number
 * @param idle for which its agent may be at work without a word and without a model request; zero for any time
 * @param memory bytes of all its processes together
 * @param cpus cores; may be a fraction
 * @param processes processes and threads together
 * @param disk bytes of workspace, home and caches together; 0 for any
 * @param files files and directories there; 0 for any number
 */
public record RunLimits(
        Duration time, long turns, Duration idle, long memory, double cpus, int processes, long disk, long files) {
    /** What there is to limit, as people write it. */
    public static final List<String> NAMES =
            List.of("time", "turns", "idle", "memory", "cpus", "processes", "disk", "files");

    private static final String NONE = "none";
    private static final long GIB = 1L << 30;

    /** Enough for a coding agent and a build beside it, for as long as it has something to do. */
    public static RunLimits standard() {
        return new RunLimits(Duration.ZERO, 0, Duration.ofMinutes(30), 4 * GIB, 2, 1_024, 20 * GIB, 1_000_000);
    }

    /**
     * These, with one set anew.
     *
     * @throws IllegalArgumentException if it can't be that, saying what is expected
     */
    public RunLimits with(String name, String value) {
        return switch (name) {
            case "time" -> new RunLimits(time(value), turns, idle, memory, cpus, processes, disk, files);
            case "turns" -> new RunLimits(time, count(value, 1), idle, memory, cpus, processes, disk, files);
            case "idle" -> new RunLimits(time, turns, time(value), memory, cpus, processes, disk, files);
            case "memory" ->
                new RunLimits(time, turns, idle, Amounts.size(value, 64L << 20), cpus, processes, disk, files);
            case "cpus" -> new RunLimits(time, turns, idle, memory, cores(value), processes, disk, files);
            case "processes" ->
                new RunLimits(time, turns, idle, memory, cpus, (int) whole(value, 16, 1_000_000), disk, files);
            case "disk" ->
                new RunLimits(
                        time,
                        turns,
                        idle,
                        memory,
                        cpus,
                        processes,
                        value.equals(NONE) ? 0 : Amounts.size(value, 1L << 20),
                        files);
            case "files" -> new RunLimits(time, turns, idle, memory, cpus, processes, disk, count(value, 100));
            default -> throw new IllegalArgumentException("one of " + String.join(", ", NAMES));
        };
    }

    /**
     * These, with those set anew that a person chose.
     *
     * @throws PaddockException INVALID if one can't be
     */
    public RunLimits with(Map<String, String> chosen) {
        RunLimits limits = this;
        for (Map.Entry<String, String> one : chosen.entrySet()) {
            if (!NAMES.contains(one.getKey())) {
                throw new PaddockException(
                        ErrorCode.INVALID,
                        "there is no limit " + one.getKey() + "; there are " + String.join(", ", NAMES));
            }
            try {
                limits = limits.with(one.getKey(), one.getValue());
            } catch (IllegalArgumentException e) {
                throw new PaddockException(
                        ErrorCode.INVALID,
                        "the limit " + one.getKey() + " must be " + e.getMessage() + ", not \"" + one.getValue() + "\"",
                        e);
            }
        }
        return limits;
    }

    /** One of them, as {@link #with} reads it. */
    public String word(String name) {
        return switch (name) {
            case "time" -> word(time);
            case "turns" -> word(turns);
            case "idle" -> word(idle);
            case "memory" -> Amounts.of(memory);
            case "cpus" -> cpus == Math.rint(cpus) ? Long.toString((long) cpus) : Double.toString(cpus);
            case "processes" -> Integer.toString(processes);
            case "disk" -> disk == 0 ? NONE : Amounts.of(disk);
            case "files" -> word(files);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** All of them, in order. */
    public Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        NAMES.forEach(name -> words.put(name, word(name)));
        return words;
    }

    /** Twice as much of one, as a word: a sensible next try. */
    public String twice(String name) {
        return switch (name) {
            case "time" -> word(time.multipliedBy(2));
            case "turns" -> word(turns * 2);
            case "idle" -> word(idle.multipliedBy(2));
            case "memory" -> Amounts.of(memory * 2);
            case "cpus" -> Double.toString(cpus * 2).replaceAll("\\.0$", "");
            case "processes" -> Integer.toString(Math.min(1_000_000, processes * 2));
            case "disk" -> Amounts.of(disk * 2);
            case "files" -> word(files * 2);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String word(Duration time) {
        return time.isZero() ? NONE : Amounts.of(time);
    }

    private static String word(long count) {
        return count == 0 ? NONE : Long.toString(count);
    }

    private static Duration time(String text) {
        if (text.equals(NONE)) {
            return Duration.ZERO;
        }
        try {
            Duration time = Amounts.time(text);
            if (time.isPositive()) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", or none", e);
        }
        throw new IllegalArgumentException("longer than nothing, or none");
    }

    private static long count(String text, long least) {
        return text.equals(NONE) ? 0 : whole(text, least, 1_000_000_000);
    }

    private static long whole(String text, long least, long most) {
        if (text.matches("\\d{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException("a whole number from " + least + " to " + most);
    }

    private static double cores(String text) {
        if (text.matches("\\d{1,4}(\\.\\d{1,6})?")) {
            double cores = Double.parseDouble(text);
            if (cores >= 0.1 && cores <= 1_024) {
                return cores;
            }
        }
        throw new IllegalArgumentException("a number from 0.1 to 1024");
    }
}
