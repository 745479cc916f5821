package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Parts of people's own agent set-ups, as their commands sent them: kept by content, copied into the homes of runs, never brought back. Each file is checked for
 * credentials by name and content. The {@value #MOST} last used are kept. Thread-safe.
 */
public final class OwnSetUps {
    /** Agent → the directory of its set-up, in a person's home and in a run's. */
    public static final Map<String, String> DIRECTORIES =
            Map.of("claude", ".claude", "codex", ".codex", "gemini", ".gemini");

    /** Bytes of all files of one set-up. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_FILES = 500;
    private static final int MOST = 200;

    private final Path root;

    public OwnSetUps(Path root) {
        this.root = root;
    }

    /**
     * Checks a set-up and keeps it.
     *
     * @param setUp agent → path below its directory → content
     * @return what to call it by
     * @throws PaddockException INVALID naming the file that may not enter a sandbox, and why
     */
    public String put(Map<String, Map<String, byte[]>> setUp) {
        Map<String, byte[]> files = new TreeMap<>();
        setUp.forEach((agent, own) -> {
            if (!DIRECTORIES.containsKey(agent)) {
                throw new PaddockException(
                        ErrorCode.INVALID, "no set-up of agent " + Bounds.cut(agent, 100) + " can be taken along");
            }
            own.forEach((path, content) -> {
                OwnFile.check(agent, path, content);
                files.put(agent + "/" + path, content);
            });
        });
        long bytes =
                files.values().stream().mapToLong(content -> content.length).sum();
        if (files.size() > MAX_FILES || bytes > MAX_BYTES) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    "the set-up has " + files.size() + " files and " + bytes + " bytes; it may have " + MAX_FILES
                            + " and " + MAX_BYTES);
        }
        String id = id(files);
        try {
            keep(root.resolve(id), files);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write below " + root + ": " + e.getMessage(), e);
        }
        return id;
    }

    /** @throws PaddockException NOT_FOUND if there is none */
    public void check(String id) {
        if (!id.matches("[0-9a-f]{24}") || !Files.isDirectory(root.resolve(id))) {
            throw new PaddockException(
                    ErrorCode.NOT_FOUND, "there is no set-up " + Bounds.cut(id, 40) + " any more; start the task anew");
        }
    }

    /** An agent's part of a set-up: path in the run's home → content. */
    public Map<String, byte[]> files(String id, String agent) {
        check(id);
        Path directory = root.resolve(id).resolve(agent);
        String inHome = DIRECTORIES.get(agent);
        if (inHome == null || !Files.isDirectory(directory)) {
            return Map.of();
        }
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(inHome + "/" + directory.relativize(file), Files.readAllBytes(file));
            }
            Files.setLastModifiedTime(root.resolve(id), FileTime.from(Instant.now()));
            return files;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory + ": " + e.getMessage(), e);
        }
    }

    private synchronized void keep(Path target, Map<String, byte[]> files) throws IOException {
        Files.createDirectories(root);
        if (!Files.isDirectory(target)) {
            // A temporary directory is its owner's alone.
            Path part = Files.createTempDirectory(root, ".part-");
            try {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    Path path = part.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.write(path, file.getValue());
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Trees.delete(part);
            }
        }
        Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
        List<Path> kept;
        try (Stream<Path> all = Files.list(root)) {
            kept = all.sorted(Comparator.comparing(OwnSetUps::used).reversed()).toList();
        }
        for (Path old : kept.subList(Math.min(MOST, kept.size()), kept.size())) {
            Trees.delete(old);
        }
    }

    private static Instant used(Path directory) {
        try {
            return Files.getLastModifiedTime(directory).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    private static String id(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((path, content) -> {
                digest.update((path + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
