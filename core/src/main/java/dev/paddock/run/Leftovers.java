package dev.paddock.run;

import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.workspace.Trash;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a server that was killed left half done on the disk: drafts of checkouts and set-up layers, directories of set-up runs, sockets that nobody listens at. It
 * is moved out of the way at once and deleted behind the server's back. For one thread.
 */
final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private final Home home;
    private final Trash trash;
    private boolean taken;

    Leftovers(Home home) {
        this.home = home;
        this.trash = new Trash(home);
    }

    /**
     * Removes them; before anything new is made.
     *
     * @param alive ids of runs whose sandbox may be alive
     */
    void remove(Set<String> alive) {
        // Ids of runs begin with r.
        entries(home.root().resolve("runs"), "s*").forEach(this::throwAway);
        for (Path project : entries(home.root().resolve("projects"), "*")) {
            entries(project.resolve("base"), ".making-*").forEach(this::throwAway);
            entries(project.resolve("layers"), ".new-*").forEach(this::throwAway);
        }
        entries(home.runtime(), "confined-*").forEach(Leftovers::delete);
        for (Path socket : entries(home.runtime(), "*.sock")) {
            if (!alive.contains(socket.getFileName().toString().replaceFirst("[.]sock$", ""))) {
                delete(socket);
            }
        }
        if (taken) {
            Thread.ofPlatform().daemon().name("leftovers").start(trash::empty);
        }
    }

    private void throwAway(Path tree) {
        try {
            taken |= trash.take(tree).isPresent();
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "can't remove what an earlier server left in " + tree, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "can't delete " + file, e);
        }
    }

    private static List<Path> entries(Path directory, String pattern) {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.WARNING, "can't look for what an earlier server left in " + directory, e);
        }
        return found;
    }
}
