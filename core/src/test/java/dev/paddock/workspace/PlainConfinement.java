package dev.paddock.workspace;

import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The simplest confinement that does for tests: bubblewrap alone. */
final class PlainConfinement implements Confinement {
    static List<String> bwrap(Map<String, String> environment, String directory) {
        List<String> line = new ArrayList<>(List.of(
                "bwrap",
                "--unshare-user",
                "--unshare-pid",
                "--unshare-net",
                "--unshare-ipc",
                "--uid",
                "1000",
                "--gid",
                "1000",
                "--cap-drop",
                "ALL",
                "--new-session",
                "--die-with-parent",
                "--clearenv",
                "--ro-bind",
                "/usr",
                "/usr",
                "--symlink",
                "usr/bin",
                "/bin",
                "--symlink",
                "usr/lib",
                "/lib",
                "--symlink",
                "usr/lib64",
                "/lib64",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/tmp"));
        environment.forEach((name, value) -> line.addAll(List.of("--setenv", name, value)));
        line.addAll(List.of("--chdir", directory));
        return line;
    }

    static void bind(List<String> line, List<Bind> binds) {
        for (Bind bind : binds) {
            line.addAll(List.of(
                    bind.writable() ? "--bind" : "--ro-bind", bind.source().toString(), bind.target()));
        }
    }

    @Override
    public Process start(
            List<String> command, Map<String, String> environment, String directory, List<Bind> binds, Limits limits) {
        List<String> line = bwrap(environment, directory);
        bind(line, binds);
        line.add("--");
        line.addAll(command);
        return Processes.start(line, Map.of("PATH", "/usr/bin:/bin"), null);
    }
}
