package dev.paddock.cli;

import java.util.Optional;

/** The configuration of a worktree that holds an agent's files: no hook and no program of the files' can run by way of git. */
final class ClosedWorktree {
    private ClosedWorktree() {}

    /** @param there git in the new worktree, which has no files yet */
    static void close(Clone clone, Git there) {
        if (!there.config("extensions.worktreeConfig").filter("true"::equals).isPresent()) {
            allowOwnConfiguration(clone.guarded().in(Projects.identity(clone.git())));
        }
        there.must("config", "--worktree", "core.hooksPath", "/dev/null");
        there.must("config", "--worktree", "core.fsmonitor", "false");
        GitSettings.off(GitSettings.doubtful(GitSettings.programs(clone.git().in(there.directory()))))
                .forEach((key, value) -> there.must("config", "--worktree", key, value));
    }

    /** What holds for the main work tree alone moves to its own file, as git-worktree(1) asks for. */
    private static void allowOwnConfiguration(Git main) {
        Optional<String> bare =
                main.ask("config", "--local", "--get", "core.bare").filter("true"::equals);
        Optional<String> tree = main.ask("config", "--local", "--get", "core.worktree");
        main.must("config", "--local", "extensions.worktreeConfig", "true");
        bare.ifPresent(value -> {
            main.must("config", "--worktree", "core.bare", value);
            main.must("config", "--local", "--unset", "core.bare");
        });
        tree.ifPresent(value -> {
            main.must("config", "--worktree", "core.worktree", value);
            main.must("config", "--local", "--unset", "core.worktree");
        });
    }
}
