package dev.paddock.doctor;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the machine offers: programs, kernel, room. */
public final class MachineChecks {
    private static final long GIB = 1L << 30;

    private MachineChecks() {}

    /**
     * All checks of the machine.
     *
     * @param path where programs are looked for, directories with colons
     * @param home {@code PADDOCK_HOME}, existing
     */
    public static List<Check> all(String path, Path home) {
        Probe probe = new Probe(path);
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of("user", MachineChecks::user));
        checks.addAll(ProgramChecks.all(probe));
        checks.addAll(KernelChecks.all(probe, home));
        checks.add(Check.of("disk", () -> disk(home)));
        checks.add(Check.of("memory", MachineChecks::memory));
        checks.add(Check.of("cores", MachineChecks::cores));
        checks.add(Check.of("open files", MachineChecks::openFiles));
        checks.add(Check.of("inotify", MachineChecks::inotify));
        return checks;
    }

    private static Finding user() {
        String why = "a sandbox made by root is weaker, so the server runs as another user";
        String name = System.getProperty("user.name", "?");
        String uid = Probe.file("/proc/self/status")
                .lines()
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> line.split("\\s+")[1])
                .findFirst()
                .orElse("?");
        return uid.equals("0")
                ? Finding.missing(
                        "user",
                        "root",
                        why,
                        "start Paddock with `paddock up`: it makes the user paddock and goes on as that")
                : Finding.ok("user", name + " (" + uid + ")", why);
    }

    private static Finding disk(Path home) {
        String why = "repositories, checkouts and what runs write are kept in " + home;
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            String found = gib(free) + " free";
            if (free < GIB) {
                return Finding.missing("disk", found, why, "make room, or move PADDOCK_HOME to a larger disk");
            }
            return free < 5 * GIB
                    ? Finding.warning("disk", found, why, "make room, or move PADDOCK_HOME to a larger disk")
                    : Finding.ok("disk", found, why);
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't ask for the room in " + home + ": " + e.getMessage(), e);
        }
    }

    private static Finding memory() {
        String why = "an agent takes 300 MB to 1 GB, and what it builds more";
        long total = Memory.total();
        return total < 3 * GIB
                ? Finding.warning(
                        "memory", gib(total), why, "few runs at a time (setting runs.max), or a larger machine")
                : Finding.ok("memory", gib(total), why);
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        String why = "agents mostly wait for their model; builds and tests do not";
        return cores < 2
                ? Finding.warning(
                        "cores",
                        String.valueOf(cores),
                        why,
                        "few runs at a time (setting runs.max), or a larger machine")
                : Finding.ok("cores", String.valueOf(cores), why);
    }

    private static Finding openFiles() {
        String why = "each run and each watcher takes some";
        String limit = Probe.file("/proc/self/limits")
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3])
                .findFirst()
                .orElse("?");
        boolean enough = limit.equals("unlimited") || (limit.matches("\\d{1,18}") && Long.parseLong(limit) >= 4_096);
        return enough
                ? Finding.ok("open files", limit, why)
                : Finding.warning(
                        "open files",
                        limit,
                        why,
                        "ulimit -n 65536 before `paddock up`, or LimitNOFILE=65536 in its unit");
    }

    private static Finding inotify() {
        String why = "agents' output is followed with it, and dev servers in sandboxes use it";
        long instances = Probe.number("/proc/sys/fs/inotify/max_user_instances");
        long watches = Probe.number("/proc/sys/fs/inotify/max_user_watches");
        String found = instances + " instances, " + watches + " watches";
        return instances < 128 || watches < 16_384
                ? Finding.warning(
                        "inotify",
                        found,
                        why,
                        "sudo sysctl -w fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288")
                : Finding.ok("inotify", found, why);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
