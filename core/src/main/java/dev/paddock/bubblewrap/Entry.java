package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a process gets into one run's sandbox: the command lines of nsenter, {@code enter.sh} and bubblewrap. Immutable. */
record Entry(SandboxSpec spec, HolderFiles files, Kit kit, Tools tools, Optional<Cgroup> cgroup) {
    private static final Map<String, String> DEFAULTS = Map.of(
            "PATH",
            "/usr/local/bin:/usr/bin:/bin",
            "HOME",
            "/home/agent",
            "USER",
            "agent",
            "LOGNAME",
            "agent",
            "SHELL",
            "/bin/bash",
            "LANG",
            "C.UTF-8",
            "TERM",
            "xterm-256color");
    private static final long SHARED_MEMORY = 1L << 30;

    /** Enters the holder's namespaces and runs a command there that is not confined yet. */
    List<String> unconfined(long holder, List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                tools.nsenter(),
                "--target",
                Long.toString(holder),
                "--user",
                "--mount",
                "--net",
                "--pid",
                "--preserve-credentials",
                "--"));
        line.addAll(command);
        return line;
    }

    /** What {@code enter.sh} takes. */
    List<String> arguments(Exec exec, Path arguments) {
        List<String> line = new ArrayList<>(List.of(
                arguments.toString(),
                kit.filter(),
                Integer.toString(processes()),
                Integer.toString(spec.limits().openFiles()),
                Long.toString(Math.max(1, spec.limits().fileBytes() / 1024))));
        cgroup.ifPresent(group -> line.addAll(group.joins()));
        line.add("--");
        if (!plain(exec.directory())) {
            line.addAll(List.of("/bin/sh", "-c", "cd -- \"$1\" && shift && exec \"$@\"", "sh", exec.directory()));
        }
        line.addAll(exec.command());
        return line;
    }

    /** The rlimit gives way to the control group, which counts the same processes and tells when it is reached. */
    private int processes() {
        boolean counted =
                cgroup.map(group -> group.directories().containsKey("pids")).orElse(false);
        return spec.limits().processes() + (counted ? 16 : 0);
    }

    /**
     * Whether bubblewrap itself may enter a directory. When it does, it still holds descriptors of the machine's own root, so it must follow no name that
     * could be a link to {@code /proc/self/fd}: others are entered by a shell that is confined already.
     */
    private static boolean plain(String directory) {
        return directory.equals("/") || directory.equals("/workspace");
    }

    /** Writes the options of one process to a file, which the caller deletes when they were read. */
    Path options(Exec exec) {
        boolean writable = !exec.workspaceReadOnly();
        Map<String, String> environment = new HashMap<>(DEFAULTS);
        environment.putAll(exec.environment());
        ClosedRoot root = ClosedRoot.begin(
                        kit, Math.min(SHARED_MEMORY, spec.limits().memoryBytes()))
                .bind(files.tmp(), "/tmp", true)
                .bind(files.workspace(), "/workspace", writable)
                .bind(spec.gitDirectory(), "/workspace/.git", writable)
                .bind(spec.objects(), "/paddock/objects", false)
                .bind(spec.home(), "/home/agent", writable);
        if (spec.cache() != null) {
            root.bind(files.cache(), CacheLayer.INSIDE, writable);
        }
        byte[] options = root.binds(spec.binds())
                .binds(exec.binds())
                .end(plain(exec.directory()) ? exec.directory() : "/", environment);
        try {
            Path file = files.newArguments();
            return Files.write(file, options);
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.INTERNAL, "can't write the options of a process in " + files.directory(), e);
        }
    }
}
