package dev.paddock.cleanup;

import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import dev.paddock.workspace.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a server that was killed was in the middle of: drafts that nobody will finish. */
public final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private static final String PROOF = "proof-";

    private Leftovers() {}

    /**
     * Takes drafts away. Only while nothing of the home is at work: before runs are taken up, by who has the home's lock. Never throws.
     *
     * @param end ends the sandboxes of a home within this one, as a proof makes it
     */
    public static void take(Home home, Consumer<Home> end) {
        Trash trash = new Trash(home);
        for (Path project : list(home.projects())) {
            take(trash, project.resolve("base"), ".making-");
            take(trash, project.resolve("layers"), ".new-");
        }
        for (Path proof : list(home.root())) {
            String name = proof.getFileName().toString();
            if (name.startsWith(PROOF)) {
                quietly(proof, () -> {
                    end.accept(new Home(proof, home.runtime().resolve(name)));
                    trash.take(proof);
                });
            }
        }
        for (Path left : list(home.runtime())) {
            String name = left.getFileName().toString();
            if (name.startsWith("confined-") || name.startsWith(PROOF)) {
                quietly(left, () -> Trees.delete(left));
            }
        }
    }

    private static void take(Trash trash, Path directory, String prefix) {
        for (Path left : list(directory)) {
            if (left.getFileName().toString().startsWith(prefix)) {
                quietly(left, () -> trash.take(left));
            }
        }
    }

    private static void quietly(Path left, Runnable work) {
        try {
            work.run();
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "can''t take {0} away: {1}", left, e.detail());
        }
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "can't read " + directory, e);
            return List.of();
        }
    }
}
