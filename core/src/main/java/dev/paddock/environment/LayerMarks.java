package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which layer each run was made over, as a file in the run's directory says. Thread-safe. */
public final class LayerMarks {
    private final Home home;

    LayerMarks(Home home) {
        this.home = home;
    }

    /** Remembers which layer a run was made over; empty for none. */
    public void put(String run, String key) {
        try {
            BareRepository.replace(mark(home.run(run)), key);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write to " + home.run(run), e);
        }
    }

    /** The key of the layer that a run was made over, empty for none; nothing where that is not decided. */
    public Optional<String> of(String run) {
        try {
            return read(home.run(run));
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read in " + home.run(run), e);
        }
    }

    /** The keys of the layers below kept workspaces. */
    public Set<String> all() {
        Set<String> needed = new HashSet<>();
        Path runs = home.runs();
        if (!Files.isDirectory(runs)) {
            return needed;
        }
        try (Stream<Path> all = Files.list(runs)) {
            for (Path run : all.toList()) {
                read(run).ifPresent(needed::add);
            }
            return needed;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + runs, e);
        }
    }

    private static Optional<String> read(Path run) throws IOException {
        Path mark = mark(run);
        return Files.exists(mark) ? Optional.of(Files.readString(mark).strip()) : Optional.empty();
    }

    private static Path mark(Path run) {
        return run.resolve("set-up");
    }
}
