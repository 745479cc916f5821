package dev.paddock.home;

import java.nio.file.Path;

/**
 * Where a server keeps its things. Immutable.
 *
 * @param root {@code PADDOCK_HOME}, mode 0700
 * @param runtime a short directory for sockets, mode 0700; lost when the machine restarts
 */
public record Home(Path root, Path runtime) {
    public Path database() {
        return root.resolve("paddock.db");
    }

    public Path config() {
        return root.resolve("config.yaml");
    }

    /** The API token of this server's owner, mode 0600. */
    public Path token() {
        return root.resolve("token");
    }

    /** Credentials, one file each, mode 0600; the directory 0700. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path log() {
        return root.resolve("log");
    }

    /** Installed agent programs: {@code agents/<name>/<version>}. */
    public Path agents() {
        return root.resolve("agents");
    }

    /** Agent files that the user added. */
    public Path agentFiles() {
        return root.resolve("agents.d");
    }

    public Path cache() {
        return root.resolve("cache");
    }

    /** All projects' directories. */
    public Path projects() {
        return root.resolve("projects");
    }

    public Path project(String id) {
        return projects().resolve(id);
    }

    /** All runs' directories. */
    public Path runs() {
        return root.resolve("runs");
    }

    public Path run(String id) {
        return runs().resolve(id);
    }

    /** Of workspaces and sandboxes that no run has yet. */
    public Path ahead() {
        return root.resolve("ahead");
    }

    public Path door(String run) {
        return runtime.resolve(run + ".sock");
    }
}
