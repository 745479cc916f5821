package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A copy of the built server in the home, {@code server/<version>-<hash>}, which the server's user can read and not write. */
final class Installation {
    private static final List<String> PARTS = List.of("lib", "native", "agents", "options", "aot");

    private Installation() {}

    /** The copy of this very build, made where it is missing; copies of other builds go. */
    static Path install(Path home, Rehome.Account account) {
        String dist = System.getProperty("paddock.dist", "");
        if (dist.isEmpty()) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "the server does not know where it is installed; start it with `paddock up`");
        }
        Path source = Path.of(dist).toAbsolutePath();
        Path servers = home.resolve("server");
        try {
            if (Files.isSymbolicLink(servers)) {
                throw new PaddockException(ErrorCode.UNSAFE, servers + " is a link; remove it");
            }
            Files.createDirectories(servers);
            // Root's own: what root puts there, the server's user can't exchange.
            run("chown", "root:root", servers.toString());
            run("chmod", "755", servers.toString());
            Path target = servers.resolve(Version.current() + "-" + hash(source));
            if (!Files.isDirectory(target)) {
                copy(source, target);
            }
            try (Stream<Path> all = Files.list(servers)) {
                all.filter(other -> !other.equals(target))
                        .forEach(old -> run("rm", "-rf", "--one-file-system", old.toString()));
            }
            if (!account.reads(target.resolve("lib"))) {
                throw new PaddockException(ErrorCode.EXTERNAL, "the server's user can't read " + target);
            }
            return target;
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't install the server into " + servers + ": " + e.getMessage(), e);
        }
    }

    /** All jars of an installation, in the order that its AOT cache was made with. */
    static String classPath(Path installation) {
        try (Stream<Path> jars = Files.list(installation.resolve("lib"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't read " + installation.resolve("lib") + ": " + e.getMessage(), e);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        run("rm", "-rf", fresh.toString());
        Files.createDirectories(fresh);
        for (String part : PARTS) {
            if (Files.isDirectory(source.resolve(part))) {
                run(
                        "cp",
                        "--recursive",
                        "--dereference",
                        "--preserve=timestamps",
                        source.resolve(part).toString(),
                        fresh.toString());
            }
        }
        run("chown", "--recursive", "root:root", fresh.toString());
        run("chmod", "--recursive", "u=rwX,go=rX", fresh.toString());
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Of names and contents of all files but the AOT caches, which are large and follow from the others: `aot/trained` says so. */
    private static String hash(Path source) throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files(source)) {
            digest.update(source.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            try (InputStream stream = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    private static List<Path> files(Path source) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String part : PARTS) {
            Path directory = source.resolve(part);
            if (Files.isDirectory(directory)) {
                try (Stream<Path> all = Files.walk(directory)) {
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith(".aot"))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        if (files.isEmpty()) {
            throw new PaddockException(ErrorCode.PREREQUISITE, "there is no built server in " + source);
        }
        return files;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void run(String... command) {
        Processes.run(Command.of(command).timeout(Duration.ofMinutes(2))).orThrow("can't install the server");
    }
}
