package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Mounts;
import dev.paddock.process.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Where things of a home go before they are deleted. Taking is one rename, so a thing is there whole or not at all, whenever the server dies; what is in the
 * trash then is deleted later. Each of the home's large directories has its own, since it may be a file system of its own. Stateless; safe for use by several
 * threads.
 */
public final class Trash {
    private static final System.Logger LOG = System.getLogger(Trash.class.getName());
    private static final String NAME = ".trash";
    private static final List<String> PARTS = List.of("runs", "projects", "agents", "cache", "log");

    private final Home home;

    public Trash(Home home) {
        this.home = home;
    }

    /**
     * Moves a file or directory of the home into the trash.
     *
     * @param path below the home, in directories that are the server's own
     * @return where it is now; nothing if it was not there
     * @throws PaddockException CONFLICT if something is mounted in it, EXTERNAL if it can't be moved; then it is as it was
     */
    public Optional<Path> take(Path path) {
        Path bin = bin(path);
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            Mounts.refuse(path);
            Files.createDirectories(
                    bin, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                open(path);
            }
            String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            return Optional.of(
                    Files.move(path, bin.resolve(path.getFileName() + "-" + mark), StandardCopyOption.ATOMIC_MOVE));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't move " + path + " away: " + e.getMessage(), e);
        }
    }

    /**
     * Moves it and deletes it.
     *
     * @throws PaddockException as {@link #take}; EXTERNAL if it is not deleted but in the trash
     */
    public void remove(Path path) {
        take(path).ifPresent(Trees::delete);
    }

    /** Deletes what is in the trash, as far as that can be done; true if nothing is left. May take minutes. */
    public boolean empty() {
        boolean empty = true;
        for (Path bin : bins()) {
            try (Stream<Path> left = Files.list(bin)) {
                for (Path path : left.toList()) {
                    empty &= delete(path);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "can't read " + bin, e);
                empty = false;
            }
        }
        return empty;
    }

    /** The directories that hold what was taken. */
    List<Path> bins() {
        return Stream.concat(PARTS.stream().map(home.root()::resolve), Stream.of(home.root()))
                .map(part -> part.resolve(NAME))
                .filter(bin -> Files.isDirectory(bin, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Whether a directory's name is the trash's. */
    public static boolean is(Path path) {
        return path.endsWith(NAME);
    }

    private static boolean delete(Path path) {
        try {
            Trees.delete(path);
            return true;
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "the trash keeps {0}: {1}", path, e.detail());
            return false;
        }
    }

    private Path bin(Path path) {
        Path inside = home.root().relativize(path);
        if (inside.startsWith("..") || inside.toString().isEmpty()) {
            throw new PaddockException(ErrorCode.INTERNAL, path + " is not in the home " + home.root());
        }
        Path part = inside.getName(0);
        return (inside.getNameCount() > 1 && PARTS.contains(part.toString())
                        ? home.root().resolve(part)
                        : home.root())
                .resolve(NAME);
    }

    /** A directory that its owner can't write to can't be moved to another one. */
    private static void open(Path directory) throws IOException {
        Set<PosixFilePermission> owner = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        Set<PosixFilePermission> present = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        if (!present.containsAll(owner)) {
            owner.addAll(present);
            Files.setPosixFilePermissions(directory, owner);
        }
    }
}
