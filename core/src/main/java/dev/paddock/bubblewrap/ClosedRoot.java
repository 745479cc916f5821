package dev.paddock.bubblewrap;

import dev.paddock.sandbox.Bind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Composes bubblewrap's options: a root assembled from an allow-list and the confinement of a process in it. Options are passed through a file,
 * so that no variable shows on the machine's list of processes. Not safe for use by several threads.
 */
final class ClosedRoot {
    /** Where the kit appears inside; the made-up files of {@code /etc} are links into it. */
    static final String KIT = "/paddock/kit";

    private final List<String> options = new ArrayList<>();

    private ClosedRoot() {}

    /** With everything that all sandboxes have in common: the system's programs, a made-up {@code /etc}, its own {@code /proc} and {@code /dev}. */
    static ClosedRoot begin(Kit kit, long sharedMemoryBytes) {
        ClosedRoot root = new ClosedRoot();
        root.add("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup");
        root.add("--disable-userns", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL");
        root.add("--new-session", "--die-with-parent", "--clearenv", "--hostname", "paddock");
        root.add("--ro-bind", "/usr", "/usr");
        for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                root.add("--symlink", "usr/" + name, path.toString());
            } else if (Files.isDirectory(path)) {
                root.add("--ro-bind", path.toString(), path.toString());
            }
        }
        root.add("--ro-bind", EtcCopy.of(kit).toString(), "/etc");
        root.add("--ro-bind", kit.directory().toString(), KIT);
        root.add("--proc", "/proc", "--dev", "/dev");
        root.add("--perms", "1777", "--size", Long.toString(sharedMemoryBytes), "--tmpfs", "/dev/shm");
        root.add("--dir", "/run", "--dir", "/var", "--symlink", "/tmp", "/var/tmp");
        return root;
    }

    ClosedRoot withoutNetwork() {
        return add("--unshare-net");
    }

    ClosedRoot temporary(long bytes) {
        return add("--perms", "1777", "--size", Long.toString(bytes), "--tmpfs", "/tmp");
    }

    ClosedRoot bind(Path source, String target, boolean writable) {
        return add(writable ? "--bind" : "--ro-bind", source.toString(), target);
    }

    ClosedRoot binds(List<Bind> binds) {
        binds.forEach(bind -> bind(bind.source(), bind.target(), bind.writable()));
        return this;
    }

    /** Closes the root itself for writing and gives the process its directory and variables; the last call. */
    byte[] end(String directory, Map<String, String> environment) {
        add("--remount-ro", "/dev", "--remount-ro", "/");
        new TreeMap<>(environment).forEach((name, value) -> add("--setenv", name, value));
        add("--chdir", directory);
        StringBuilder text = new StringBuilder();
        for (String option : options) {
            if (option.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a NUL in a path or variable");
            }
            text.append(option).append('\0');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ClosedRoot add(String... more) {
        options.addAll(List.of(more));
        return this;
    }
}
