package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./paddock} and the AOT caches behind it, in a checkout that is built already. */
@Tag("L2")
class LauncherTest {
    @TempDir
    Path directory;

    /** A checkout without sources, so that the build is newer than all of them. */
    private Path checkout() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Path checkout = directory.resolve("a checkout");
        copy(Installation.train(), checkout.resolve("dist/target/paddock"));
        copy(root.resolve("dist/src/main/sh"), checkout.resolve("dist/src/main/sh"));
        Files.copy(root.resolve("paddock"), checkout.resolve("paddock"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.write(checkout.resolve("dist/target/paddock/.built"), new byte[0]);
        return checkout;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(at)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path at, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        at,
                        to.resolve(from.relativize(at)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Done launch(Path checkout, Path jdk, String... arguments) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("PADDOCK_"));
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("PADDOCK_HOME", directory.resolve("home").toString());
        List<String> command =
                new java.util.ArrayList<>(List.of(checkout.resolve("paddock").toString()));
        command.addAll(List.of(arguments));
        return Done.of(directory, environment, command);
    }

    /** A JDK whose java prints its arguments. */
    private Path otherJdk() throws IOException {
        Path real = Path.of(System.getProperty("java.home"));
        Path jdk = directory.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.copy(real.resolve("release"), jdk.resolve("release"));
        Files.createSymbolicLink(jdk.resolve("bin/javac"), real.resolve("bin/javac"));
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(jdk.resolve("bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return jdk;
    }

    @Test
    void commandAndServerStartFromTheirCaches() throws IOException {
        Path checkout = checkout();
        Path jdk = Path.of(System.getProperty("java.home"));
        Path caches = checkout.resolve("dist/target/paddock/aot");
        assertThat(caches)
                .as("what ./paddock made after the build")
                .isDirectoryContaining("glob:**/command.aot")
                .isDirectoryContaining("glob:**/quick.aot");
        Done version = launch(checkout, jdk, "--version").ok();
        assertThat(version.out()).matches("paddock [0-9.]+\\s+");
        assertThat(version.err()).isEmpty();
        try {
            launch(checkout, jdk, "up").ok();
            long server = launch(checkout, jdk, "status", "--json")
                    .ok()
                    .json()
                    .path("server")
                    .path("pid")
                    .asLong();
            assertThat(Files.readString(Path.of("/proc/" + server + "/maps"))).contains("server.aot");
        } finally {
            launch(checkout, jdk, "down", "--stop-runs");
        }
        // A cache that is broken is no reason to say a word.
        Files.writeString(caches.resolve("command.aot"), "no cache");
        Files.writeString(caches.resolve("quick.aot"), "no cache");
        assertThat(launch(checkout, jdk, "--version").ok()).isEqualTo(version);
        assertThat(launch(checkout, jdk, "version").ok().out()).startsWith(version.out());
    }

    @Test
    void aCacheOfAnotherJdkIsLeftAsideAndMadeAnewOnce() throws IOException {
        Path checkout = checkout();
        Path dist = checkout.resolve("dist/target/paddock");
        Path jdk = otherJdk();
        assertThat(launch(checkout, jdk, "--version").ok().out())
                .doesNotContain("AOTCache")
                .contains("dev.paddock.cli.Main");
        Awaitility.await("training for the other JDK")
                .atMost(60, TimeUnit.SECONDS)
                // For a moment there is none.
                .ignoreException(NoSuchFileException.class)
                .until(() -> Files.readString(dist.resolve("aot/jdk")).startsWith(jdk.toString())
                        && Files.notExists(dist.resolve("aot/command.aot")));
        // It can't be trained; that is not tried again, and nothing is said.
        Done again = launch(checkout, jdk, "--version").ok();
        assertThat(again.out()).doesNotContain("AOTCache");
        assertThat(again.err()).isEmpty();
        assertThat(dist.resolve("aot")).isDirectoryNotContaining("glob:**.aot");
    }
}
