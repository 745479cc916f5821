package dev.paddock.workspace;

import dev.paddock.git.BareRepository;
import dev.paddock.git.CommitId;
import dev.paddock.process.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that collecting keeps for one run. */
final class Collecting {
    private static final String CONFIG = """
            [core]
            \trepositoryformatversion = 0
            \tbare = false
            \tfilemode = true
            \tsymlinks = true
            \tignorecase = false
            \tlogAllRefUpdates = false
            [advice]
            \taddEmbeddedRepo = false
            """;

    private Collecting() {}

    /**
     * Where the last collecting ended.
     *
     * @param commit the tip of the run's branch
     * @param below the agent's commit, or the base, that it was put on
     */
    record State(Optional<String> commit, Optional<String> below) {}

    static State state(Workspace workspace) throws IOException {
        if (!Files.exists(workspace.collected())) {
            return new State(Optional.empty(), Optional.empty());
        }
        String[] words = Files.readString(workspace.collected()).strip().split(" ");
        return new State(Optional.of(CommitId.check(words[0])), Optional.of(CommitId.check(words[1])));
    }

    static void remember(Workspace workspace, String commit, String below) throws IOException {
        BareRepository.replace(workspace.collected(), CommitId.check(commit) + " " + CommitId.check(below) + "\n");
    }

    /** A new git directory for the next attempt: what earlier ones made is in result.git or was refused. The index is kept for its stat data. */
    static void fresh(Workspace workspace) throws IOException {
        Path directory = workspace.collecting();
        Files.createDirectories(directory);
        Trees.delete(directory.resolve("git"));
        BareRepository.create(directory.resolve("git"), "refs/heads/none", CONFIG, List.of());
        Files.deleteIfExists(directory.resolve("index.lock"));
        Path index = directory.resolve("index");
        if (!Files.isRegularFile(index, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(index);
            Base.of(workspace.baseTree()).copyIndex(index);
        }
    }

    /** Forgets the index too, after a failure that it may have caused. */
    static void reset(Workspace workspace) {
        Trees.delete(workspace.collecting());
    }
}
