package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the machine's Node.js by the server's {@code PATH}. Thread-safe; remembers what it asked a program. */
final class NodeToolchain {
    static final int OLDEST = 20;
    private static final String INSIDE_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final String path;
    private final Map<Path, Integer> versions = new ConcurrentHashMap<>();

    NodeToolchain(Map<String, String> environment) {
        path = environment.getOrDefault("PATH", INSIDE_PATH) + ":" + INSIDE_PATH;
    }

    /**
     * What a sandbox needs for it.
     *
     * @param binds its directory, where a sandbox does not have it anyway
     * @param path the {@code PATH} inside
     */
    record Inside(List<Bind> binds, String path) {}

    /** @throws PaddockException PREREQUISITE if there is none, or none that is new enough */
    Inside inside() {
        Path node = require("node");
        checkVersion(node);
        Path directory = node.getParent();
        if (directory == null || node.startsWith("/usr")) {
            boolean usual = directory == null
                    || directory.equals(Path.of("/usr/bin"))
                    || directory.equals(Path.of("/usr/local/bin"));
            return new Inside(List.of(), usual ? INSIDE_PATH : directory + ":" + INSIDE_PATH);
        }
        Path parent = directory.getParent();
        Path prefix = parent != null && parent.getNameCount() > 0 && directory.endsWith("bin") ? parent : directory;
        return new Inside(List.of(Bind.readOnly(prefix, prefix.toString())), directory + ":" + INSIDE_PATH);
    }

    /** A program of Node.js, with links followed. */
    Path require(String program) {
        return find(program)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.PREREQUISITE,
                        program + " is not installed; Node.js " + OLDEST
                                + " or newer is needed: https://nodejs.org/en/download, or apt-get install nodejs npm"
                                + " where that is new enough"));
    }

    private Optional<Path> find(String program) {
        for (String directory : path.split(":")) {
            Path file = Path.of(directory).resolve(program);
            if (directory.startsWith("/") && Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(program.equals("node") ? real(file) : file);
            }
        }
        return Optional.empty();
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.PREREQUISITE, "can't follow " + file + ": " + e.getMessage(), e);
        }
    }

    private void checkVersion(Path node) {
        int version = versions.computeIfAbsent(node, NodeToolchain::version);
        if (version < OLDEST) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    node + " is version " + version + "; Node.js " + OLDEST
                            + " or newer is needed: https://nodejs.org/en/download");
        }
    }

    private static int version(Path node) {
        Outcome outcome = Processes.run(Command.of(node.toString(), "--version").timeout(Duration.ofSeconds(30)))
                .orThrow("asking Node.js for its version");
        String digits = outcome.text().strip().replaceFirst("^v(\\d{1,4})\\..*$", "$1");
        return digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
    }
}
