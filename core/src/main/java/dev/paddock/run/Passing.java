package dev.paddock.run;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Tells failures that may pass by themselves from those that stay. */
final class Passing {
    private Passing() {}

    /**
     * Whether it may go well another time: an outside program, a disk or a network did not do its part. A protection that could not be proven, something that is
     * missing and a file that is wrong stay.
     */
    static boolean mayPass(PaddockException failure) {
        return switch (failure.code()) {
            case EXTERNAL, CONFLICT -> true;
            case INTERNAL ->
                failure.getCause() instanceof IOException || failure.getCause() instanceof UncheckedIOException;
            case INVALID, NOT_FOUND, UNAUTHENTICATED, FORBIDDEN, LIMIT, PREREQUISITE, UNSAFE -> false;
        };
    }
}
