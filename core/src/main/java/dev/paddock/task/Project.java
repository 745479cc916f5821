package dev.paddock.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A git repository that Paddock knows.
 *
 * @param path where it is on its owner's machine, for a project whose owner pushes it here
 * @param url where it is cloned from; exactly one of both is there
 */
public record Project(
        String id,
        String name,
        @Nullable String path,
        @Nullable String url,
        Author author,
        Instant added) {}
