package dev.paddock.bench;

import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What figures were taken on. */
final class Machine {
    private Machine() {}

    static String describe() throws IOException {
        return "%d cores (%s), %d GiB, Linux %s, JDK %s, %s, %s, node %s, %s; %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        value("/proc/cpuinfo", "model name"),
                        Math.round(Long.parseLong(
                                        value("/proc/meminfo", "MemTotal").replaceAll("\\D", ""))
                                / 1048576.0),
                        System.getProperty("os.version"),
                        Runtime.version().feature(),
                        first("git", "--version"),
                        first("bwrap", "--version"),
                        first("node", "--version"),
                        value("/etc/os-release", "PRETTY_NAME").replace("\"", ""),
                        Cgroups.find().describe());
    }

    /** Runnable processes on average over the last minute: on a quiet machine under 1. */
    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static String value(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(key.toLowerCase(Locale.ROOT)))
                .map(line -> line.split("[:=]", 2)[1].strip())
                .findFirst()
                .orElse("?");
    }

    private static String first(String... command) {
        return Processes.run(Command.of(command)).text().lines().findFirst().orElse("?");
    }
}
