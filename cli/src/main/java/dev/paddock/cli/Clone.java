package dev.paddock.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A person's repository, where work of runs is taken to. */
final class Clone {
    private final Caller caller;
    private final Git git;

    private Clone(Caller caller, Git git) {
        this.caller = caller;
        this.git = git;
    }

    /** @param repository a path inside of it; null for the working directory */
    static Clone of(Caller caller, Api api, @Nullable String repository) {
        Projects projects = new Projects(caller, api);
        Path directory = repository == null ? caller.directory() : projects.path(repository);
        return new Clone(caller, projects.repository(directory));
    }

    /** The person's git as the person set it up. */
    Git git() {
        return git;
    }

    /** The person's git for what an agent made, see {@link GitSettings#guarded}. */
    Git guarded() {
        return guarded(git.directory());
    }

    Git guarded(Path directory) {
        Git there = new Git(caller, directory);
        return there.set(GitSettings.guarded(there));
    }

    /** The name of the branch that is checked out here, if one is. */
    Optional<String> branch() {
        return git.ask("symbolic-ref", "--quiet", "HEAD")
                .filter(ref -> ref.startsWith("refs/heads/"))
                .map(ref -> ref.substring("refs/heads/".length()));
    }

    /** @throws CliException USAGE if there is no such branch */
    String tip(String branch) {
        return git.commit("refs/heads/" + branch)
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "no branch \"" + Sanitiser.line(branch) + "\" in " + git.directory(),
                        Suggestions.sentence(
                                branch,
                                git.ask("for-each-ref", "--format=%(refname:short)", "refs/heads")
                                        .orElse("")
                                        .lines()
                                        .toList(),
                                "`git branch` lists the branches.")));
    }

    /** Where a branch is checked out: the main work tree or a linked one. */
    Optional<Path> place(String branch) {
        return Optional.ofNullable(worktrees().get("refs/heads/" + branch)).filter(Files::isDirectory);
    }

    /** The directory of a file of this work tree's or the whole repository's git directory. */
    static Path gitPath(Git git, String name) {
        return Path.of(git.must("rev-parse", "--path-format=absolute", "--git-path", name));
    }

    boolean isBare() {
        return git.ask("rev-parse", "--is-bare-repository")
                .filter("true"::equals)
                .isPresent();
    }

    private Map<String, Path> worktrees() {
        Map<String, Path> places = new LinkedHashMap<>();
        String place = "";
        for (String line : Bytes.records(git.raw(new byte[0], "worktree", "list", "--porcelain", "-z"))) {
            if (line.startsWith("worktree ")) {
                place = Bytes.text(line.substring("worktree ".length()));
            } else if (line.startsWith("branch ")) {
                places.put(Bytes.text(line.substring("branch ".length())), Path.of(place));
            }
        }
        return places;
    }
}
