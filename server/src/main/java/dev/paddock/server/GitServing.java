package dev.paddock.server;

import dev.paddock.workspace.GitRequest;

/** Starts {@code git http-backend} for one admitted request; the caller feeds, drains, bounds and ends the process. */
@FunctionalInterface
public interface GitServing {
    Process start(String project, GitRequest request);
}
