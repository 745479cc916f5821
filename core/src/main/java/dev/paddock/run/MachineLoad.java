package dev.paddock.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the machine can still take. What can't be read counts as plenty.
 *
 * @param availableBytes memory that can be had without swapping, within the control groups that this process is in
 * @param stalledPercent of the last ten seconds in which nothing went on for want of memory ({@code /proc/pressure/memory}); 0 where the kernel tells none
 * @param load processes that want to run, as a mean over the last minute
 */
record MachineLoad(long availableBytes, double stalledPercent, double load, int cores) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final long UNLIMITED = 1L << 60;

    static MachineLoad now() {
        return new MachineLoad(
                Math.min(field(Path.of("/proc/meminfo"), "MemAvailable:", Long.MAX_VALUE >> 10) << 10, groups()),
                readStalled(),
                readLoad(),
                Runtime.getRuntime().availableProcessors());
    }

    private static double readStalled() {
        return lines(Path.of("/proc/pressure/memory")).stream()
                .filter(line -> line.startsWith("full "))
                .map(line -> line.replaceAll(".*avg10=([0-9.]+).*", "$1"))
                .mapToDouble(MachineLoad::number)
                .findFirst()
                .orElse(0);
    }

    private static double readLoad() {
        return lines(Path.of("/proc/loadavg")).stream()
                .mapToDouble(line -> number(line.split(" ", 2)[0]))
                .findFirst()
                .orElse(0);
    }

    /** The least that a control group of this process, or one above it, has left. */
    private static long groups() {
        long least = Long.MAX_VALUE;
        for (String line : lines(Path.of("/proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                least = Math.min(least, left(CGROUPS, parts[2], "memory.max", "memory.current", "inactive_file "));
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                least = Math.min(
                        least,
                        left(
                                CGROUPS.resolve("memory"),
                                parts[2],
                                "memory.limit_in_bytes",
                                "memory.usage_in_bytes",
                                "total_inactive_file "));
            }
        }
        return least;
    }

    private static long left(Path mount, String place, String limit, String usage, String reclaimable) {
        long least = Long.MAX_VALUE;
        // In a container the place may be one that only its host sees: then the mount itself is ours.
        @Nullable Path group = mount.resolve(place.replaceFirst("^/+", "")).normalize();
        while (group != null && group.startsWith(mount)) {
            Optional<Long> most = whole(group.resolve(limit)).filter(bytes -> bytes < UNLIMITED);
            Optional<Long> used = whole(group.resolve(usage));
            if (most.isPresent() && used.isPresent()) {
                long cache = field(group.resolve("memory.stat"), reclaimable, 0);
                least = Math.min(least, most.get() - Math.max(0, used.get() - cache));
            }
            group = group.getParent();
        }
        return least;
    }

    private static Optional<Long> whole(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst();
    }

    private static long field(Path file, String name, long absent) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceAll("\\D", ""))
                .filter(digits -> digits.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst()
                .orElse(absent);
    }

    private static double number(String text) {
        return text.matches("\\d{1,9}(\\.\\d{1,9})?") ? Double.parseDouble(text) : 0;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
