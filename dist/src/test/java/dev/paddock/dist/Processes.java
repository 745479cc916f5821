package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The machine's processes, as this test's user sees them. */
final class Processes {
    private Processes() {}

    /** Kills a process the hard way and waits until it is gone. */
    static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> !process.isAlive());
    }

    static void awaitCommand(String part) {
        Awaitility.await("a process with " + part)
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> !commands(part).isEmpty());
    }

    static void awaitNoCommand(String part) {
        Awaitility.await("no process with " + part)
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(commands(part)).isEmpty());
    }

    /** Command lines of processes that have this in theirs. */
    static List<String> commands(String part) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(directory -> directory.getFileName().toString().matches("\\d+"))
                    .filter(directory -> !directory
                            .getFileName()
                            .toString()
                            .equals(Long.toString(ProcessHandle.current().pid())))
                    .map(Processes::command)
                    .filter(command -> command.contains(part))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Fails where any process has this in its command line or its environment. */
    static void assertNoneShows(String part) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            assertThat(processes
                            .filter(directory ->
                                    directory.getFileName().toString().matches("\\d+"))
                            .map(directory -> command(directory) + " " + read(directory, "environ")))
                    .noneMatch(text -> text.contains(part));
        }
    }

    private static String command(Path process) {
        return read(process, "cmdline");
    }

    private static String read(Path process, String file) {
        try {
            return new String(Files.readAllBytes(process.resolve(file)), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            // It ended meanwhile, or is another user's.
            return "";
        }
    }
}
