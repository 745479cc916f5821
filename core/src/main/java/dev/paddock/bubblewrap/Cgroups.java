package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Limits;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The control groups that this server may make: {@code paddock/<uid>} below the mount of version 2, or of each controller of version 1, where it exists and
 * is ours. Where there are none, only rlimits hold. Safe for use by several threads.
 */
public final class Cgroups {
    private static final List<String> LIMITING = List.of("memory", "cpu", "pids");
    private static final List<String> WANTED = List.of("memory", "cpu", "pids", "cpuacct");

    private final boolean unified;
    private final Map<String, Path> parents;
    private final Duration heldBack;

    private Cgroups(boolean unified, Map<String, Path> parents) {
        this(unified, parents, Duration.ofMinutes(1));
    }

    private Cgroups(boolean unified, Map<String, Path> parents, Duration heldBack) {
        this.unified = unified;
        this.parents = parents;
        this.heldBack = heldBack;
    }

    /** The same, but that a sandbox has reached its limit of processor time is told when it was held back for so long, and not for a minute. */
    public Cgroups heldBack(Duration time) {
        return new Cgroups(unified, parents, time);
    }

    /** No control groups: rlimits only. */
    public static Cgroups none() {
        return new Cgroups(false, Map.of());
    }

    /** What this process's user has. */
    public static Cgroups find() {
        String place = "paddock/" + NotRoot.uid();
        Map<String, Path> parents = new TreeMap<>();
        Mounts mounts = Mounts.read();
        mounts.version1.forEach((controller, mount) -> {
            Path parent = mount.resolve(place);
            if (WANTED.contains(controller) && Files.isWritable(parent)) {
                parents.put(controller, parent);
            }
        });
        if (!parents.isEmpty()) {
            return new Cgroups(false, parents);
        }
        if (mounts.version2 != null) {
            Path parent = mounts.version2.resolve(place);
            if (Files.isWritable(parent) && Files.isWritable(parent.resolve("cgroup.procs"))) {
                List<String> enabled = words(parent.resolve("cgroup.subtree_control"));
                LIMITING.stream().filter(enabled::contains).forEach(controller -> parents.put(controller, parent));
            }
        }
        return new Cgroups(true, parents);
    }

    /**
     * Gives a user its groups; only root can. On version 2 the calling process, and so the server it becomes, moves into the leaf {@code server} of them,
     * because a process may only be moved below a group of its user's own.
     */
    public static void give(int uid, int gid) {
        Mounts mounts = Mounts.read();
        try {
            for (Map.Entry<String, Path> mount : mounts.version1.entrySet()) {
                if (WANTED.contains(mount.getKey())) {
                    own(Files.createDirectories(mount.getValue().resolve("paddock/" + uid)), uid, gid);
                }
            }
            if (mounts.version2 != null
                    && words(mounts.version2.resolve("cgroup.controllers")).containsAll(LIMITING)) {
                Path group = Files.createDirectories(mounts.version2.resolve("paddock/" + uid));
                for (Path above : List.of(mounts.version2, group.getParent(), group)) {
                    Files.writeString(above.resolve("cgroup.subtree_control"), "+memory +cpu +pids");
                }
                Path server = Files.createDirectories(group.resolve("server"));
                own(group, uid, gid);
                own(server, uid, gid);
                Files.writeString(server.resolve("cgroup.procs"), "0");
            }
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE, "can't set up control groups for uid " + uid + ": " + e.getMessage(), e);
        }
    }

    /** True if memory, processor time and number of processes are all limited by control groups. */
    public boolean complete() {
        return parents.keySet().containsAll(LIMITING);
    }

    /** One line for a person: what is limited how. */
    public String describe() {
        if (parents.isEmpty()) {
            return "no control groups: memory and processor time of a run are not limited as a whole";
        }
        List<String> missing =
                LIMITING.stream().filter(name -> !parents.containsKey(name)).toList();
        return "control groups v" + (unified ? 2 : 1) + ": " + String.join(", ", parents.keySet())
                + (missing.isEmpty() ? "" : "; not limited: " + String.join(", ", missing));
    }

    /** Makes a group with these limits, empty if there are no control groups. One of the same name that nobody is in is replaced. */
    Optional<Cgroup> create(String name, Limits limits) {
        if (parents.isEmpty()) {
            return Optional.empty();
        }
        Cgroup group = group(name);
        try {
            group.make(limits);
        } catch (IOException e) {
            group.remove();
            throw new PaddockException(
                    ErrorCode.UNSAFE, "can't limit a sandbox by control groups: " + e.getMessage(), e);
        }
        return Optional.of(group);
    }

    /** The group of that name, if it was made. */
    Optional<Cgroup> existing(String name) {
        return Optional.of(group(name)).filter(Cgroup::exists);
    }

    /** Names of all groups with that prefix. */
    List<String> names(String prefix) {
        return parents.values().stream()
                .distinct()
                .flatMap(parent -> list(parent, prefix).stream())
                .distinct()
                .toList();
    }

    private Cgroup group(String name) {
        Map<String, Path> directories = new LinkedHashMap<>();
        parents.forEach((controller, parent) -> directories.put(controller, parent.resolve(name)));
        return new Cgroup(unified, directories, heldBack);
    }

    private static List<String> list(Path parent, String prefix) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                parent, entry -> entry.getFileName().toString().startsWith(prefix) && Files.isDirectory(entry))) {
            List<String> names = new ArrayList<>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
    }

    private static void own(Path group, int uid, int gid) throws IOException {
        for (Path path : List.of(
                group,
                group.resolve("cgroup.procs"),
                group.resolve("cgroup.threads"),
                group.resolve("cgroup.subtree_control"))) {
            if (Files.exists(path)) {
                Files.setAttribute(path, "unix:uid", uid);
                Files.setAttribute(path, "unix:gid", gid);
            }
        }
    }

    private static List<String> words(Path file) {
        try {
            return List.of(Files.readString(file).strip().split("\\s+"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Where control groups are mounted: controller to directory, and version 2's, if any. */
    private record Mounts(
            Map<String, Path> version1, @Nullable Path version2) {
        static Mounts read() {
            Map<String, Path> version1 = new TreeMap<>();
            Path version2 = null;
            try {
                for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
                    String[] fields = line.split(" ");
                    if (fields[2].equals("cgroup2")) {
                        version2 = Path.of(fields[1]);
                    } else if (fields[2].equals("cgroup")) {
                        for (String option : fields[3].split(",")) {
                            version1.put(option, Path.of(fields[1]));
                        }
                    }
                }
            } catch (IOException e) {
                return new Mounts(Map.of(), null);
            }
            return new Mounts(version1, version2);
        }
    }
}
