package dev.paddock.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The terminal, if any.
 *
 * @param in whether standard input is one
 * @param out whether standard output is one
 * @param err whether standard error is one
 * @param colour whether colours are wanted on one
 * @param measure asks for the size anew; may start a program
 */
record Terminal(boolean in, boolean out, boolean err, boolean colour, Supplier<Size> measure) {
    static final Size USUAL = new Size(80, 24);

    /** In character cells. */
    record Size(int columns, int rows) {
        Size {
            columns = Math.clamp(columns, 20, 1000);
            rows = Math.clamp(rows, 5, 1000);
        }
    }

    static Terminal none() {
        return new Terminal(false, false, false, false, () -> USUAL);
    }

    static Terminal ofProcess(Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        String noColour = environment.getOrDefault("NO_COLOR", "");
        return new Terminal(
                isTerminal(0),
                isTerminal(1) && !dumb,
                isTerminal(2) && !dumb,
                noColour.isEmpty(),
                () -> size(environment));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(descriptor)))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static Size size(Map<String, String> environment) {
        Size size = parse(stty("size"));
        try {
            String columns = environment.get("COLUMNS");
            return columns == null ? size : new Size(Integer.parseInt(columns.strip()), size.rows());
        } catch (NumberFormatException e) {
            return size;
        }
    }

    /** Reads what {@code stty size} prints: rows, then columns. */
    static Size parse(String printed) {
        String[] parts = printed.strip().split(" ");
        try {
            int rows = Integer.parseInt(parts[0]);
            int columns = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
            return rows > 0 && columns > 0 ? new Size(columns, rows) : USUAL;
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }

    /** Gives each key to who reads as it is pressed, unseen. Returns what {@link #restore} takes; empty where it can't be done. */
    static String raw() {
        String before = stty("-g").strip();
        if (!before.isEmpty()) {
            stty("-icanon", "-echo", "min", "1", "time", "0");
        }
        return before;
    }

    static void restore(String before) {
        if (!before.isEmpty()) {
            stty(before);
        }
    }

    private static String stty(String... arguments) {
        File tty = new File("/dev/tty");
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(tty);
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try {
                return process.waitFor(1, TimeUnit.SECONDS)
                        ? new String(process.getInputStream().readNBytes(256), StandardCharsets.US_ASCII)
                        : "";
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
