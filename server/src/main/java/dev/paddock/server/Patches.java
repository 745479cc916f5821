package dev.paddock.server;

import dev.paddock.task.Run;
import java.io.InputStream;

/** Makes patches of runs' work. */
@FunctionalInterface
public interface Patches {
    /** What the run changed against its base, as a patch that {@code git apply} takes; the caller closes it. */
    InputStream patch(Run run);
}
