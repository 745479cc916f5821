package dev.paddock.git;

import dev.paddock.process.Outcome;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Git on data that is not to be trusted, in a confinement that sees the given binds only. Paths inside are fixed names under
 * {@code /paddock}, so no path of the machine is written into a repository. Safe for use by several threads.
 *
 * @param confinement where it runs
 * @param limits what one git may use
 */
public record ConfinedGit(Confinement confinement, Limits limits) {
    private static final long GIB = 1L << 30;

    /** Enough for repositories of some gigabytes. */
    public static ConfinedGit in(Confinement confinement) {
        return new ConfinedGit(confinement, new Limits(4 * GIB, 2, 128, 4096, 16 * GIB, GIB));
    }

    /** Runs a fixed script, one of {@link #script}, to its end. */
    public Outcome run(
            String name, String script, List<String> arguments, List<Bind> binds, byte[] input, Duration timeout) {
        Process process = start(name, script, arguments, binds);
        return Piping.finish(List.of(name), process, input, timeout, 1 << 20);
    }

    /** Starts a fixed script; the caller owns the process. */
    public Process start(String name, String script, List<String> arguments, List<Bind> binds) {
        return confinement.start(line(name, script, arguments), GitEnvironment.clean(), "/tmp", binds, limits);
    }

    /** Starts git or one of its programs, with more variables than the clean environment has; the caller owns the process. */
    public Process start(List<String> command, Map<String, String> more, List<Bind> binds) {
        return startIn(command, GitEnvironment.with(more), binds);
    }

    /** Starts git with this whole environment; the caller owns the process. */
    public Process startIn(List<String> command, Map<String, String> environment, List<Bind> binds) {
        return confinement.start(command, environment, "/tmp", binds, limits);
    }

    /** The command line that runs a script with its own name and arguments; arguments are never part of the script's text. */
    public static List<String> line(String name, String script, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", script, name));
        line.addAll(arguments);
        return List.copyOf(line);
    }

    /** The text of a script that lies beside a class. */
    public static String script(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no script " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
