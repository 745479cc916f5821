package dev.paddock.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the database's native library is: unpacked beside the jars by the build, since unpacking it at each start takes a tenth of a second. */
final class Natives {
    private Natives() {}

    /**
     * Tells the driver, before it is loaded. Where nothing is unpacked it unpacks its own.
     *
     * @param cache a directory with few files; the driver looks through it for what it left behind
     */
    static void point(Path cache) {
        Path directory =
                Path.of(System.getProperty("paddock.dist", "."), "native", "org/sqlite/native/Linux", architecture());
        if (Files.isReadable(directory.resolve("libsqlitejdbc.so"))) {
            System.setProperty("org.sqlite.lib.path", directory.toAbsolutePath().toString());
        }
        System.setProperty("org.sqlite.tmpdir", cache.toString());
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "");
        return "amd64".equals(name) ? "x86_64" : name;
    }
}
