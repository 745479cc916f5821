package dev.paddock.doctor;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What checks look with: programs found in the directories of one {@code PATH}, and the files of {@code /proc} and {@code /sys}.
 *
 * @param path directories with colons
 */
record Probe(String path) {
    Optional<Path> program(String name) {
        return Arrays.stream(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Runs a program of the path to its end, at most 20 s. PREREQUISITE if it is not there. */
    Outcome run(List<String> command) {
        Path program = program(command.getFirst())
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.PREREQUISITE, "the program " + command.getFirst() + " is not installed"));
        List<String> arguments = new java.util.ArrayList<>(command);
        arguments.set(0, program.toString());
        return Processes.run(Command.of(arguments)
                .environment(Map.of("PATH", path, "LANG", "C.UTF-8", "HOME", "/"))
                .timeout(Duration.ofSeconds(20))
                .maxOutput(64 << 10));
    }

    /** A program's last words on one line. */
    static String words(Outcome outcome) {
        String text = (outcome.errorText().isBlank() ? outcome.text() : outcome.errorText()).strip();
        String line = text.lines().reduce((first, second) -> second).orElse("it said nothing");
        return (outcome.timedOut() ? "no answer in time" : "exit code " + outcome.exitCode()) + ", " + line;
    }

    /** The text of a small file, empty if it can't be read. */
    static String file(String path) {
        // One read: the kernel gives a sysctl's value to the first one whole, or cut to its buffer, and nothing to the
        // next.
        byte[] buffer = new byte[64 << 10];
        try (FileInputStream stream = new FileInputStream(path)) {
            int length = Math.max(0, stream.read(buffer));
            return new String(buffer, 0, length, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** A number in a file, -1 if there is none. */
    static long number(String path) {
        String text = file(path);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
