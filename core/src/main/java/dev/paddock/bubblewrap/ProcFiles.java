package dev.paddock.bubblewrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What {@code /proc} says of processes; see proc(5). A process that has ended has no answer, and that is no error. */
final class ProcFiles {
    private static final Path PROC = Path.of("/proc");
    /** From the kernel's {@code include/linux/sched.h}. */
    private static final long PF_EXITING = 0x4;

    private ProcFiles() {}

    /** Identifies this start of the machine. */
    static String bootId() {
        return Boot.ID;
    }

    /** Read once: no process lives longer. */
    private static final class Boot {
        static final String ID = read();

        private static String read() {
            try {
                return Files.readString(PROC.resolve("sys/kernel/random/boot_id"))
                        .strip();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** Clock ticks between the machine's start and that of the process; with its pid, that names a process for good. */
    static OptionalLong startTime(long pid) {
        List<String> fields = stat(PROC.resolve(Long.toString(pid)).resolve("stat"));
        return fields.isEmpty()
                        || fields.getFirst().equals("Z")
                        || fields.getFirst().equals("X")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(fields.get(19)));
    }

    /** It is on its way out, as a namespace's first process is while it waits for the others to be gone. No answer counts as that. */
    static boolean exiting(long pid) {
        List<String> fields = stat(PROC.resolve(Long.toString(pid)).resolve("stat"));
        return fields.isEmpty() || (Long.parseLong(fields.get(6)) & PF_EXITING) != 0;
    }

    static List<Long> children(long pid) {
        try {
            String text = Files.readString(PROC.resolve(pid + "/task/" + pid + "/children"))
                    .strip();
            return text.isEmpty()
                    ? List.of()
                    : List.of(text.split(" ")).stream().map(Long::valueOf).toList();
        } catch (IOException e) {
            // A kernel without that file, or a process that has ended.
            return ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    /** The fields of every process that a mounted {@code proc} shows, from the state (field 3) on. */
    static List<List<String>> stats(Path proc) {
        List<List<String>> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                List<String> fields = stat(entry.resolve("stat"));
                if (!fields.isEmpty()) {
                    found.add(fields);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return found;
        }
        return found;
    }

    private static List<String> stat(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            // The name, field 2, is in parentheses and may hold anything.
            return List.of(text.substring(text.lastIndexOf(')') + 2).strip().split(" "));
        } catch (IOException e) {
            return List.of();
        }
    }
}
