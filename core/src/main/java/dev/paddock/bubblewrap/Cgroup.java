package dev.paddock.bubblewrap;

import dev.paddock.sandbox.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox's control group.
 *
 * @param unified version 2 or 1
 * @param directories its directory for each controller; the same for all on version 2
 * @param heldBack for how long its processes are held back on all processors together before that is told; short bursts over the limit are nothing to tell of
 */
record Cgroup(boolean unified, Map<String, Path> directories, Duration heldBack) {
    private static final int PERIOD_MICROS = 100_000;

    void make(Limits limits) throws IOException {
        for (Path directory : groups()) {
            Files.createDirectories(directory);
        }
        long quota = Math.max(1_000, Math.round(limits.cpus() * PERIOD_MICROS));
        if (unified) {
            set("memory", "memory.max", limits.memoryBytes());
            setIfThere("memory", "memory.swap.max", 0);
            set("cpu", "cpu.max", quota + " " + PERIOD_MICROS);
        } else {
            set("memory", "memory.limit_in_bytes", limits.memoryBytes());
            setIfThere("memory", "memory.memsw.limit_in_bytes", limits.memoryBytes());
            set("cpu", "cpu.cfs_period_us", PERIOD_MICROS);
            set("cpu", "cpu.cfs_quota_us", quota);
        }
        set("pids", "pids.max", limits.processes());
    }

    boolean exists() {
        return !directories.isEmpty() && groups().stream().anyMatch(Files::isDirectory);
    }

    /**
     * The files into which a shell writes 0 to join. On version 1 the one that moves a thread, since a shell has only one: to move a process the kernel waits
     * for all processors first, some 8 ms.
     */
    List<String> joins() {
        String file = unified ? "cgroup.procs" : "tasks";
        return groups().stream()
                .map(directory -> directory.resolve(file).toString())
                .toList();
    }

    /** Bytes in use, without file caches that can be dropped; -1 if unknown. */
    long memory() {
        long used = number("memory", unified ? "memory.current" : "memory.usage_in_bytes");
        long cache = field("memory", "memory.stat", unified ? "inactive_file" : "total_inactive_file");
        return used < 0 ? -1 : Math.max(0, used - Math.max(0, cache));
    }

    /** -1 if unknown. */
    long cpuNanos() {
        if (unified) {
            long micros = field("cpu", "cpu.stat", "usage_usec");
            return micros < 0 ? -1 : micros * 1_000;
        }
        return number("cpuacct", "cpuacct.usage");
    }

    /** The names of the limits that were reached since it was made. */
    List<String> reached() {
        List<String> reached = new ArrayList<>();
        if (field("memory", unified ? "memory.events" : "memory.oom_control", "oom_kill") > 0) {
            reached.add("memory");
        }
        if (field("pids", "pids.events", "max") > 0) {
            reached.add("processes");
        }
        long held = unified
                ? field("cpu", "cpu.stat", "throttled_usec")
                : field("cpu", "cpu.stat", "throttled_time") / 1_000;
        if (held > 0 && held >= TimeUnit.NANOSECONDS.toMicros(heldBack.toNanos())) {
            reached.add("cpus");
        }
        return reached;
    }

    /** Removes it if nobody is in it any more; false if somebody is. */
    boolean remove() {
        boolean gone = true;
        for (Path directory : groups()) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                gone = false;
            }
        }
        return gone;
    }

    private List<Path> groups() {
        return directories.values().stream().distinct().toList();
    }

    private void set(String controller, String file, Object value) throws IOException {
        Path directory = directories.get(controller);
        if (directory != null) {
            Files.writeString(directory.resolve(file), value.toString());
        }
    }

    private void setIfThere(String controller, String file, Object value) throws IOException {
        Path directory = directories.get(controller);
        if (directory != null && Files.exists(directory.resolve(file))) {
            set(controller, file, value);
        }
    }

    private long number(String controller, String file) {
        String text = read(controller, file);
        return text == null ? -1 : Long.parseLong(text.strip());
    }

    private long field(String controller, String file, String name) {
        String text = read(controller, file);
        return text == null
                ? -1
                : text.lines()
                        .filter(line -> line.startsWith(name + " "))
                        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                        .findFirst()
                        .orElse(-1);
    }

    private @Nullable String read(String controller, String file) {
        Path directory = directories.get(controller);
        try {
            return directory == null ? null : Files.readString(directory.resolve(file));
        } catch (IOException e) {
            return null;
        }
    }
}
