package dev.paddock.server;

import dev.paddock.project.Repositories;
import dev.paddock.workspace.Upstreams;
import dev.paddock.workspace.Workspaces;
import java.util.Optional;

/** Projects' view of {@link Upstreams} and of the {@link Workspaces} that hang on them. */
record UpstreamRepositories(Upstreams upstreams, Workspaces workspaces) implements Repositories {
    @Override
    public void create(String project) {
        upstreams.create(project);
    }

    @Override
    public void fetch(String project, String url) {
        upstreams.fetch(project, url);
    }

    @Override
    public Optional<String> defaultBranch(String project) {
        return upstreams.defaultBranch(project);
    }

    @Override
    public void remove(String project, Iterable<String> runs) {
        runs.forEach(workspaces::remove);
        upstreams.remove(project);
    }
}
