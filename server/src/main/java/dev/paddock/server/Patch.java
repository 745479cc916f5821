package dev.paddock.server;

import dev.paddock.task.Run;
import dev.paddock.workspace.Workspaces;
import java.io.InputStream;

/** A run's patch: empty where nothing was collected. */
final class Patch {
    private Patch() {}

    static InputStream of(Run run, Workspaces workspaces) {
        String commit = run.commit();
        return commit == null
                ? InputStream.nullInputStream()
                : workspaces.diffs().patch(run.id(), run.base(), commit);
    }
}
