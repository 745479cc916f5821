package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Installs agent programs, each into a directory of its own that is named by what its lock file pins and never changed after. Thread-safe; several servers may
 * share the directory.
 */
final class AgentInstaller {
    /** How the names of directories begin in which a program is being installed or removed, beside its versions. */
    static final String PART = ".part-";
    /** The same where a version is looked up, beside all agents. */
    static final String LOOK_UP = ".lock-";

    private final Path root;
    private final NodeToolchain node;
    private final NpmEnvironment environment;
    private final Map<Path, ReentrantLock> installing = new ConcurrentHashMap<>();

    AgentInstaller(Path root, Path cache, Map<String, String> environment, NodeToolchain node) {
        this.root = root;
        this.node = node;
        this.environment = new NpmEnvironment(environment, cache);
    }

    /** Where the program that a lock file pins is, or will be. */
    Path directory(String name, LockFile lock) {
        return root.resolve(name).resolve(lock.version() + "-" + lock.key());
    }

    void install(String name, LockFile lock, Consumer<String> progress) {
        Path target = directory(name, lock);
        ReentrantLock ours = installing.computeIfAbsent(target, path -> new ReentrantLock());
        ours.lock();
        try {
            Files.createDirectories(root.resolve(name));
            // Another server may share the directory.
            Path guard = root.resolve(name).resolve(".lock");
            try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.isDirectory(target)) {
                    sweep(root.resolve(name));
                    installNew(name, lock, target, progress);
                }
            }
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't install agent " + name + " into " + target + ": " + e.getMessage(), e);
        } finally {
            ours.unlock();
        }
    }

    private void installNew(String name, LockFile lock, Path target, Consumer<String> progress) throws IOException {
        String version = lock.version();
        progress.accept("installing agent " + name + " " + version);
        Path part = Files.createTempDirectory(root.resolve(name), PART);
        try {
            lock.write(part);
            new Npm(node.require("npm"), environment).ci(part, progress);
            Files.setPosixFilePermissions(part, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            progress.accept("installed agent " + name + " " + version);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system can't rename a directory", e);
        } finally {
            Trees.delete(part);
        }
    }

    /** Asks the registry what a version or tag is, and locks it with all that it needs. Installs nothing. */
    LockFile pin(String name, String wanted, String version, Consumer<String> progress) {
        if (!LockFile.isVersion(version)) {
            throw new PaddockException(ErrorCode.INVALID, Bounds.cut(version, 100) + " is no version");
        }
        Npm npm = new Npm(node.require("npm"), environment);
        progress.accept("asking for " + wanted + " " + version);
        try {
            Files.createDirectories(root);
            Path part = Files.createTempDirectory(root, LOOK_UP);
            try {
                String exact = npm.version(part, wanted, version);
                Files.writeString(part.resolve("package.json"), LockFile.manifest(name, wanted, exact));
                progress.accept("locking " + wanted + " " + exact);
                npm.lock(part);
                String text = Files.readString(part.resolve("package-lock.json"));
                return LockFile.of(
                        "the lock file that npm made",
                        LockFile.portable("the lock file that npm made", text),
                        Files.readString(part.resolve("package.json")));
            } finally {
                Trees.delete(part);
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write below " + root + ": " + e.getMessage(), e);
        }
    }

    /** Removes a program; the directory that is gone, or nothing where it was not there. */
    Optional<Path> remove(String name, LockFile lock) {
        Path target = directory(name, lock);
        Path guard = root.resolve(name).resolve(".lock");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            // Renamed first: half a program must never be taken for one.
            Path part = Files.createTempDirectory(root.resolve(name), PART);
            if (held.isValid() && Files.isDirectory(target)) {
                Files.move(target, part.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
            }
            Trees.delete(part);
            return Optional.of(target);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't remove " + target + ": " + e.getMessage(), e);
        }
    }

    /** What installs left that were cut off. */
    private static void sweep(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(PART)) {
                    Trees.delete(file);
                }
            }
        }
    }
}
