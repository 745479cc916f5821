package dev.paddock.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the command and where: what a command may know of the world. Tests make their own.
 *
 * @param environment the environment variables
 * @param directory the working directory, absolute
 * @param in standard input
 * @param out for results; not flushed by itself
 * @param err for progress and errors
 * @param terminal which of the streams is a terminal, and its size
 */
record Caller(
        Map<String, String> environment,
        Path directory,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Terminal terminal) {

    /** The process's own. Both streams are UTF-8 whatever the locale. */
    static Caller ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Caller(
                environment,
                Path.of("").toAbsolutePath(),
                new FileInputStream(FileDescriptor.in),
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Terminal.ofProcess(environment));
    }

    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    Path userHome() {
        String home = variable("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home);
    }

    /** How the command is called here, for advice that can be typed as it stands. */
    String command() {
        return Shell.quoted(System.getProperty("paddock.command", "paddock"));
    }

    /** The same from any directory. */
    String commandAnywhere() {
        return command().contains("/") ? Shell.quoted(System.getProperty("paddock.path", "paddock")) : command();
    }

    /** A line of progress or advice, on standard error. */
    void say(String line) {
        err.println(line);
    }

    Style outStyle() {
        return new Style(terminal.out() && terminal.colour());
    }

    Style errStyle() {
        return new Style(terminal.err() && terminal.colour());
    }
}
