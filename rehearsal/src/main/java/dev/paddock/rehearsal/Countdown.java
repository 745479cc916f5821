package dev.paddock.rehearsal;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what is to happen a limited number of times; forgets the oldest beyond 1,024 things. Safe for threads. */
final class Countdown {
    private static final int MOST = 1_024;

    private final Map<String, Integer> taken = new LinkedHashMap<>();

    /** True the first {@code times} times it is asked for {@code key}. */
    synchronized boolean take(String key, int times) {
        int before = taken.getOrDefault(key, 0);
        if (before >= times) {
            return false;
        }
        taken.put(key, before + 1);
        if (taken.size() > MOST) {
            taken.remove(taken.keySet().iterator().next());
        }
        return true;
    }
}
