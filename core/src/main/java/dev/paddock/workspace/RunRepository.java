package dev.paddock.workspace;

import dev.paddock.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Writes the git directory that a run's agent works with. */
final class RunRepository {
    private RunRepository() {}

    static void create(Workspace workspace, Optional<String> defaultBranch) throws IOException {
        String user = """
                [user]
                \tname = %s
                \temail = %s
                """.formatted(
                        BareRepository.quoted(workspace.author().name()),
                        BareRepository.quoted(workspace.author().email()));
        String config = """
                [core]
                \trepositoryformatversion = 0
                \tfilemode = true
                \tbare = false
                \tlogAllRefUpdates = true
                [gc]
                \tauto = 0
                [maintenance]
                \tauto = false
                """ + user;
        // Repositories that the project's own tests make need an identity as well.
        BareRepository.replace(workspace.home().resolve(".gitconfig"), user);
        String branch = "refs/heads/" + workspace.branch();
        BareRepository.create(workspace.gitDirectory(), branch, config, List.of(Inside.OBJECTS));
        BareRepository.writeRef(workspace.gitDirectory(), branch, workspace.base());
        if (defaultBranch.isPresent()) {
            BareRepository.writeRef(
                    workspace.gitDirectory(), "refs/remotes/origin/" + defaultBranch.get(), workspace.base());
        }
    }

    /** Gives a repository that nobody has worked in the workspace's branch instead of another. */
    static void branch(Workspace workspace, String before) throws IOException {
        String branch = "refs/heads/" + workspace.branch();
        Files.deleteIfExists(workspace.gitDirectory().resolve("refs/heads").resolve(before));
        BareRepository.writeRef(workspace.gitDirectory(), branch, workspace.base());
        BareRepository.replace(workspace.gitDirectory().resolve("HEAD"), "ref: " + branch + "\n");
    }
}
