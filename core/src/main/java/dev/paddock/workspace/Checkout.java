package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A base checkout as clean-up sees it.
 *
 * @param used when a workspace was last laid over it
 */
public record Checkout(String commit, Instant used) {
    static List<Checkout> in(Path directory) {
        List<Checkout> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> places = Files.list(directory)) {
                for (Path place : places.toList()) {
                    String name = place.getFileName().toString();
                    if (CommitId.valid(name)) {
                        found.add(new Checkout(
                                name, Files.getLastModifiedTime(place).toInstant()));
                    }
                }
            } catch (IOException e) {
                throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory, e);
            }
        }
        return found;
    }

    /** Remembers that it is used now. */
    static void touch(Path place) {
        try {
            Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // It may go earlier than it should, and is made anew then.
            System.getLogger(Checkout.class.getName())
                    .log(System.Logger.Level.DEBUG, "can't set the time of " + place, e);
        }
    }
}
