package dev.paddock.home;

import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The room on the disk of a home, and how much of it is not to be used. Thread-safe; asking is some system calls. */
public final class DiskSpace {
    private static final long MOST_RESERVED = 2L << 30;
    /** About as many as a project's dependencies have. */
    private static final long MOST_RESERVED_FILES = 50_000;

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
        /** Free is less than twice the reserve, of bytes or of files. */
        LOW,
        /** Free is less than the reserve, of bytes or of files. */
        FULL
    }

    /**
     * In bytes, and in files and directories where the file system can hold a set number of them.
     *
     * @param free what this user may still write
     * @param reserve what stays free
     * @param files how many it can hold; 0, as the two that follow, where that is not set
     * @param freeFiles how many this user may still make
     * @param reserveFiles how many stay free
     */
    public record Space(long total, long free, long reserve, long files, long freeFiles, long reserveFiles) {
        public Level level() {
            return below(1, 1) ? Level.FULL : below(2, 1) ? Level.LOW : Level.OK;
        }

        /** With some way to go until it is full again. */
        public boolean roomy() {
            return !below(3, 2);
        }

        private boolean below(int times, int parts) {
            return free < reserve / parts * times || freeFiles < reserveFiles * times / parts;
        }
    }

    public Space now() {
        long total = place.getTotalSpace();
        long files = 0;
        long freeFiles = 0;
        if (reserve != 0) {
            Inodes inodes = Inodes.of(place.toPath());
            files = inodes.total();
            freeFiles = inodes.free();
        }
        return new Space(
                total,
                place.getUsableSpace(),
                reserve >= 0 ? reserve : Math.min(MOST_RESERVED, total / SHARE),
                files,
                freeFiles,
                Math.min(MOST_RESERVED_FILES, files / SHARE));
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
        String free = space.free() < space.reserve()
                ? (space.free() >> 20) + " MiB are free, " + (space.reserve() >> 20) + " MiB must stay so"
                : String.format(
                        Locale.ROOT,
                        "it takes %,d more files and directories, %,d must stay possible",
                        space.freeFiles(),
                        space.reserveFiles());
        return Optional.of("the disk is full: " + free + " (keep.free); `paddock cleanup` makes room");
    }
}
