package dev.paddock.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Collects durations by name, in milliseconds. For one thread. */
final class Timings {
    private final Map<String, List<Double>> all = new HashMap<>();

    <T> T time(String what, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.call();
        add(what, (System.nanoTime() - start) / 1e6);
        return result;
    }

    void add(String what, double value) {
        all.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
    }

    /** Drops what was measured so far: the round that warmed things up. */
    void forget() {
        all.clear();
    }

    Samples of(String what) {
        return new Samples(all.getOrDefault(what, List.of()));
    }
}
