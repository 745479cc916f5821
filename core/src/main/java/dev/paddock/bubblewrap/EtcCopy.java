package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the few parts of the machine's {@code /etc} that sandboxes see, with the made-up files of the {@link Kit} as links, so that one mount is enough
 * for all: each mount costs every process's start a tenth of a millisecond and more, the longer the machine's list of mounts is. Follows the machine within
 * a second; what processes were started with stays for two days, longer than any sandbox. Thread-safe.
 */
final class EtcCopy {
    private static final List<String> PARTS = List.of(
            "alternatives",
            "fonts",
            "ld.so.cache",
            "localtime",
            // Not the whole directory: its settings may hold passwords.
            "maven/logging",
            "maven/m2.conf",
            "mime.types",
            "os-release",
            "pki/tls",
            "protocols",
            "services",
            "ssl/certs",
            "ssl/openssl.cnf");
    /** Debian's JDKs and Python keep part of themselves there. */
    private static final String MORE = "{java-*,java,python3*}";

    private static final Path ETC = Path.of("/etc");
    private static final String PREFIX = "etc-";
    private static final Duration OLD = Duration.ofDays(2);
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    private static final Map<Path, EtcCopy> ALL = new ConcurrentHashMap<>();

    private final Path place;
    private @Nullable Path present; // guarded by this, as are those below
    private List<Seen> seen = List.of();
    private long looked;
    private Instant touched = Instant.EPOCH;

    /** A file or directory as it was when it was copied. */
    private record Seen(Path path, BasicFileAttributes attributes) {
        boolean same() {
            try {
                BasicFileAttributes now =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return now.lastModifiedTime().equals(attributes.lastModifiedTime())
                        && now.size() == attributes.size()
                        && String.valueOf(now.fileKey()).equals(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                return false;
            }
        }
    }

    private EtcCopy(Path place) {
        this.place = place;
    }

    /** The one of this kit's home. */
    static Path of(Kit kit) {
        Path place = kit.directory().toAbsolutePath().resolveSibling("etc");
        return ALL.computeIfAbsent(place, EtcCopy::new).current(kit);
    }

    private synchronized Path current(Kit kit) {
        long now = System.nanoTime();
        Path known = present;
        if (known == null || now - looked > FRESH) {
            if (known == null || !seen.stream().allMatch(Seen::same)) {
                known = renewed(kit, known);
            }
            looked = now;
        }
        touch(known);
        return known;
    }

    private Path renewed(Kit kit, @Nullable Path known) {
        try {
            Path made = make(kit);
            present = made;
            touched = Instant.EPOCH;
            return made;
        } catch (IOException e) {
            if (known == null) {
                throw failed(e);
            }
            // The machine is just being changed: what there was will do for another second.
            return known;
        }
    }

    private void touch(Path known) {
        Instant now = Instant.now();
        if (now.isAfter(touched.plusSeconds(3_600))) {
            try {
                Files.setLastModifiedTime(known, FileTime.from(now));
                touched = now;
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private Path make(Kit kit) throws IOException {
        Files.createDirectories(place);
        Path draft = Files.createTempDirectory(place, ".new-");
        List<Seen> copied = new ArrayList<>();
        TreeMap<String, String> names = new TreeMap<>();
        for (Path part : parts()) {
            copy(part, draft.resolve(ETC.relativize(part)), true, copied, names);
        }
        for (Map.Entry<String, String> file : kit.etc().entrySet()) {
            Path link = draft.resolve(ETC.relativize(Path.of(file.getKey())));
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(ClosedRoot.KIT, file.getValue()));
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path made = place.resolve(PREFIX + digest(names));
        if (Files.isDirectory(made)) {
            Trees.delete(draft);
        } else {
            publish(draft, made);
        }
        removeOld(made);
        seen = List.copyOf(copied);
        return made;
    }

    private static void publish(Path draft, Path made) throws IOException {
        try {
            Files.move(draft, made, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(made)) {
                throw e;
            }
            // Another server of this home was faster.
            Trees.delete(draft);
        }
    }

    private static List<Path> parts() throws IOException {
        List<Path> found = new ArrayList<>(
                PARTS.stream().map(ETC::resolve).filter(Files::exists).toList());
        try (DirectoryStream<Path> more = Files.newDirectoryStream(ETC, MORE)) {
            more.forEach(path -> {
                if (Files.exists(path)) {
                    found.add(path);
                }
            });
        }
        return found;
    }

    private static void copy(Path from, Path to, boolean top, List<Seen> copied, Map<String, String> names)
            throws IOException {
        BasicFileAttributes is = Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Files.createDirectories(to.getParent());
        if (is.isSymbolicLink()) {
            Path target = top ? from.toRealPath() : Files.readSymbolicLink(from);
            if (top && !target.startsWith("/usr")) {
                // It leads to where nothing is inside.
                copy(target, to, false, copied, names);
                return;
            }
            Files.createSymbolicLink(to, target);
            names.put(from.toString(), "-> " + target);
        } else if (is.isDirectory()) {
            Files.createDirectory(to);
            names.put(from.toString(), "/");
            if (!Files.isReadable(from)) {
                return;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
                for (Path entry : entries) {
                    copy(entry, to.resolve(entry.getFileName()), false, copied, names);
                }
            }
        } else if (is.isRegularFile()) {
            try {
                Files.copy(from, to);
            } catch (AccessDeniedException e) {
                // Not for us, so not for a run either.
                return;
            }
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("r--r--r--"));
            names.put(from.toString(), is.size() + " " + is.lastModifiedTime());
        } else {
            return;
        }
        if (top || !is.isSymbolicLink()) {
            copied.add(new Seen(from, is));
        }
    }

    private void removeOld(Path made) throws IOException {
        Instant before = Instant.now().minus(OLD);
        List<Path> old = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
            for (Path entry : entries) {
                if (!entry.equals(made)
                        && Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                                .toInstant()
                                .isBefore(before)) {
                    old.add(entry);
                }
            }
        }
        old.forEach(Trees::delete);
    }

    private static String digest(Map<String, String> names) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            names.forEach((name, what) -> digest.update((name + "\0" + what + "\0").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "no SHA-256", e);
        }
    }

    private PaddockException failed(IOException e) {
        return new PaddockException(ErrorCode.INTERNAL, "can't copy parts of /etc to " + place, e);
    }
}
