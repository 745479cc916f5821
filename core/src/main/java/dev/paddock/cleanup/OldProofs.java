package dev.paddock.cleanup;

import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import dev.paddock.workspace.Trash;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a server left that was killed while it proved its sandbox: homes within its own, perhaps with live sandboxes. */
public final class OldProofs {
    private static final System.Logger LOG = System.getLogger(OldProofs.class.getName());

    private static final String NAMES = "proof-*";

    private OldProofs() {}

    /**
     * Takes them away. Only before anything is proven, by who has the home's lock. Never throws.
     *
     * @param end ends the sandboxes of a home within this one
     */
    public static void take(Home home, Consumer<Home> end) {
        Trash trash = new Trash(home);
        for (Path proof : list(home.root())) {
            quietly(proof, () -> {
                end.accept(new Home(proof, home.runtime().resolve(proof.getFileName())));
                trash.take(proof);
            });
        }
        for (Path left : list(home.runtime())) {
            quietly(left, () -> Trees.delete(left));
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
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, NAMES)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.WARNING, "can't read " + directory, e);
        }
        return found;
    }
}
