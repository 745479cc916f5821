package dev.paddock.project;

import java.util.Optional;

/** Where projects' repositories are kept; what {@link Projects} needs of it. Calls may take as long as a clone. */
public interface Repositories {
    /** Makes an empty repository that is ready to be pushed to; does nothing if it is there. */
    void create(String project);

    /** Brings what is at an address that {@link dev.paddock.git.RemoteUrl} accepted. */
    void fetch(String project, String url);

    /** The branch that tasks start from, where the repository has one. */
    Optional<String> defaultBranch(String project);

    /** Removes everything of the project and of these runs from the disk. */
    void remove(String project, Iterable<String> runs);
}
