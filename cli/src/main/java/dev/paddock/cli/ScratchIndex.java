package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A copy of a work tree's index, to work with instead of it. Close it. */
final class ScratchIndex implements AutoCloseable {
    private final Path place;

    private ScratchIndex(Path place) {
        this.place = place;
    }

    static ScratchIndex of(Git git) {
        Path index = Clone.gitPath(git, "index");
        try {
            Path place = Files.createTempDirectory("paddock-index-").resolve("index");
            if (Files.exists(index)) {
                // With its time: git looks into files that are not older than the index.
                Files.copy(index, place, StandardCopyOption.COPY_ATTRIBUTES);
            }
            return new ScratchIndex(place);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "can't copy the index of " + git.directory(), null, e);
        }
    }

    /** For the environment of git. */
    Map<String, String> variables() {
        return Map.of("GIT_INDEX_FILE", place.toString());
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(place);
            Files.deleteIfExists(place.resolveSibling("index.lock"));
            Files.deleteIfExists(place.getParent());
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "can't remove " + place + ": " + e.getMessage(), null, e);
        }
    }
}
