package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that every sandbox of a server needs: scripts, the system call filter, and the made-up parts of {@code /etc}. They lie in one directory
 * named by their content, so servers of different versions don't touch each other's. Immutable.
 */
record Kit(Path directory) {
    private static final String[] SCRIPTS = {
        "holder.sh", "keep.sh", "enter.sh", "agent.sh", "canary.sh", "confined.sh", "disk.sh"
    };

    private static final Map<String, String> ETC = Map.of(
            "passwd",
            """
            root:x:0:0:root:/nonexistent:/usr/sbin/nologin
            agent:x:1000:1000:agent:/home/agent:/bin/bash
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
            """,
            "group",
            """
            root:x:0:
            agent:x:1000:
            nogroup:x:65534:
            """,
            "hosts",
            """
            127.0.0.1 localhost paddock
            ::1 localhost paddock
            """,
            "hostname",
            "paddock\n",
            "resolv.conf",
            "# There is no name server: the gateway resolves.\n",
            "nsswitch.conf",
            """
            passwd: files
            group: files
            shadow: files
            hosts: files
            services: files
            protocols: files
            """);

    /** Writes what is not there yet. */
    static Kit install(Home home) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (String script : SCRIPTS) {
            files.put(script, resource(script));
        }
        ETC.forEach((name, text) -> files.put("etc-" + name, text.getBytes(StandardCharsets.US_ASCII)));
        files.put("filter.bpf", SeccompFilter.build(Machine.current()));
        Path directory = home.cache().resolve("bubblewrap-" + digest(files));
        try {
            if (!Files.isDirectory(directory)) {
                write(files, directory);
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't write to " + home.cache(), e);
        }
        return new Kit(directory);
    }

    String script(String name) {
        return directory.resolve(name + ".sh").toString();
    }

    String filter() {
        return directory.resolve("filter.bpf").toString();
    }

    /** The names of the made-up files here, by their place inside. */
    Map<String, String> etc() {
        TreeMap<String, String> files = new TreeMap<>();
        ETC.keySet().forEach(name -> files.put("/etc/" + name, "etc-" + name));
        return files;
    }

    private static void write(Map<String, byte[]> files, Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        Path draft = Files.createTempDirectory(directory.getParent(), "bubblewrap-");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = Files.write(draft.resolve(file.getKey()), file.getValue());
            // What is bound into a sandbox must be readable there; the directory itself is the server's alone.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
        }
        try {
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            // Another server of this home was faster.
            try (Stream<Path> tree = Files.walk(draft)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Kit.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new PaddockException(ErrorCode.INTERNAL, "the resource " + name + " is missing");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't read the resource " + name, e);
        }
    }

    private static String digest(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, bytes) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "no SHA-256", e);
        }
    }
}
