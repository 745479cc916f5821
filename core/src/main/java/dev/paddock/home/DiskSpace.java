package dev.paddock.home;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/** The room on the disk of a home, and how much of it is not to be used. Thread-safe; asking is one system call. */
public final class DiskSpace {
    private static final long MOST_RESERVED = 2L << 30;
    private static final int SHARE = 20;

    private final File place;
    private final long reserve;
    private volatile Runnable whenFull = () -> {}; // set once, when the server is built

    /** @param reserve bytes that stay free, -1 for the usual part of the disk */
    public DiskSpace(Path place, long reserve) {
        this.place = place.toFile();
        this.reserve = reserve;
    }

    /** How full a disk is. */
    public enum Level {
        OK,
        /** Free is less than twice the reserve. */
        LOW,
        /** Free is less than the reserve. */
        FULL
    }

    /**
     * In bytes.
     *
     * @param free what this user may still write
     * @param reserve what stays free
     */
    public record Space(long total, long free, long reserve) {
        public Level level() {
            return free < reserve ? Level.FULL : free < 2 * reserve ? Level.LOW : Level.OK;
        }
    }

    public Space now() {
        long total = place.getTotalSpace();
        return new Space(
                total, place.getUsableSpace(), reserve >= 0 ? reserve : Math.min(MOST_RESERVED, total / SHARE));
    }

    /** Tells who can do something about it whenever {@link #refusal} refuses; it must return at once. */
    public void whenFull(Runnable told) {
        whenFull = told;
    }

    /** Why no run may begin now, for a person; nothing where one may. */
    public Optional<String> refusal() {
        Space space = now();
        if (space.level() != Level.FULL) {
            return Optional.empty();
        }
        whenFull.run();
        return Optional.of("the disk is full: " + (space.free() >> 20) + " MiB are free, " + (space.reserve() >> 20)
                + " MiB must stay so (keep.free); `paddock cleanup` makes room");
    }
}
