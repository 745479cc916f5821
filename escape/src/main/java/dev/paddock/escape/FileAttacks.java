package dev.paddock.escape;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Attacks 1–11: what a run must not read, write or reach through its files. */
final class FileAttacks {
    private static final System.Logger LOG = System.getLogger(FileAttacks.class.getName());

    private FileAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.shell(
                        1,
                        "read the server's and its user's files",
                        "cat \"$CANARY\" \"$DIRECTORY/token\" /proc/*/root\"$CANARY\" /proc/*/cwd/canary 2>/dev/null; [ -r /etc/shadow ] && echo OPEN; ls -d \"$DIRECTORY\" 2>/dev/null && echo OPEN"),
                Attack.shell(
                        2,
                        "write to the machine's programs and configuration",
                        "for place in / /usr /usr/bin /etc /bin /lib /dev /home /paddock/objects /paddock/kit; do touch \"$place/x\" 2>/dev/null && echo OPEN \"$place\"; done; { echo x >>/usr/bin/env; } 2>/dev/null && echo OPEN",
                        "touch \"$DIRECTORY/x\" && echo OPEN"),
                new Attack(3, "read a file of the server's through a link in the workspace", FileAttacks::linked),
                new Attack(
                        4, "start with a hard link to a file outside planted in the workspace", FileAttacks::planted),
                Attack.shell(
                        5,
                        "hard-link a read-only file into the workspace",
                        "for file in /usr/bin/env /paddock/kit/* $(find /paddock/objects -type f | head -1); do ln \"$file\" /workspace/linked 2>/dev/null && echo OPEN \"$file\"; done",
                        "ln \"$CANARY\" \"$DIRECTORY/linked\" && echo OPEN"),
                new Attack(
                        6,
                        "put a poisoned repository in the place of .git, then have it collected",
                        GitAttacks::poisonedGit),
                Attack.shell(
                        8,
                        "connect to every Unix socket that is found",
                        "python3 -c \"$CONNECT\" $(find / -xdev -type s 2>/dev/null; find /run /tmp /var /dev /paddock -type s 2>/dev/null) \"$SOCKET\" \"$NEIGHBOUR_DOOR\" /run/docker.sock /run/dbus/system_bus_socket"
                                .replace("\"$CONNECT\"", CONNECT),
                        "python3 -c \"$CONNECT\" \"$SOCKET\"".replace("\"$CONNECT\"", CONNECT)),
                Attack.shell(
                        9,
                        "write the kernel's settings",
                        "for file in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/sys/vm/overcommit_memory /proc/sys/kernel/modprobe; do { exec 3>\"$file\"; } 2>/dev/null && echo OPEN \"$file\"; done",
                        "{ exec 3>\"$DIRECTORY/setting\"; } && echo OPEN"),
                Attack.shell(
                        10,
                        "find or make a device",
                        "for device in /dev/*; do case ${device#/dev/} in core|fd|full|null|ptmx|pts|random|shm|stderr|stdin|stdout|tty|urandom|zero) ;; *) echo OPEN \"$device\" ;; esac; done; mknod /tmp/device b 8 0 2>/dev/null && echo OPEN; for file in mem kmem kvm fuse; do [ -e /dev/$file ] && echo OPEN $file; done",
                        "for device in \"$DIRECTORY\"/*; do case ${device#/dev/} in null) ;; *) echo OPEN \"$device\" ;; esac; done"),
                new Attack(11, "begin in a directory that an open descriptor names", FileAttacks::descriptor));
    }

    private static final String CONNECT = """
            'import socket, sys
            for path in sys.argv[1:]:
                s = socket.socket(socket.AF_UNIX)
                try:
                    s.connect(path)
                    print("OPEN", path)
                except OSError:
                    pass'""";

    private static Outcome linked(Target target) {
        Said control = target.outside("ln -s \"$CANARY\" \"$DIRECTORY/control\" && cat \"$DIRECTORY/control\"");
        if (!control.has(target.secret())) {
            return new Outcome.Unproven("outside a link does not lead to the canary: " + control.line());
        }
        Sandbox sandbox = target.attacked().sandbox();
        Said inside = target.inside(
                "ln -sfn \"$CANARY\" link; ln -sfn \"$DIRECTORY\" tree; cat link tree/canary; ls -l link");
        if (inside.has(target.secret())) {
            return new Outcome.Escaped("from inside, through the link");
        }
        for (String path :
                List.of("link", "tree/canary", "../canary", target.canary().toString())) {
            try (InputStream stream = sandbox.open(path)) {
                if (new String(stream.readNBytes(1_000), StandardCharsets.UTF_8).contains(target.secret())) {
                    return new Outcome.Escaped("the server itself followed " + path);
                }
            } catch (PaddockException e) {
                LOG.log(System.Logger.Level.DEBUG, "refused, as it must be: {0}", e.detail());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return inside.output().contains("link -> ")
                ? new Outcome.Held()
                : new Outcome.Unproven("no link was made: " + inside.line());
    }

    private static Outcome planted(Target target) {
        Target.Live live = target.live("planted", ResourceAttacks.SMALL);
        live.sandbox().kill();
        Workspace workspace = live.workspace();
        Path link = workspace.upper().resolve("innocent");
        try {
            Files.createLink(link, target.canary());
            Sandbox sandbox = target.sandbox(workspace, ResourceAttacks.SMALL);
            sandbox.kill();
            return new Outcome.Escaped("a sandbox was made over a file that is also outside");
        } catch (PaddockException e) {
            if (e.code() != ErrorCode.UNSAFE) {
                return new Outcome.Unproven(e.detail());
            }
        } catch (IOException e) {
            return new Outcome.Unproven("no hard link can be made here: " + e.getMessage());
        }
        try {
            Files.delete(link);
            target.sandbox(workspace, ResourceAttacks.SMALL).kill();
            return new Outcome.Held();
        } catch (PaddockException | IOException e) {
            return new Outcome.Unproven("without the link no sandbox is made either: " + e.getMessage());
        }
    }

    /** A working directory /proc/self/fd/N, where a descriptor that leaked from outside would lead out. */
    private static Outcome descriptor(Target target) {
        String look =
                "cat canary ../canary ../../canary ../../../canary ../../../.." + target.canary() + " 2>/dev/null; pwd";
        Said control = target.outside("cd \"$DIRECTORY\" && exec 9<. && cd /proc/self/fd/9 && cat canary");
        if (!control.has(target.secret())) {
            return new Outcome.Unproven("outside a descriptor is no way to the canary: " + control.line());
        }
        for (int number = 3; number < 16; number++) {
            Said inside = target.inside(target.attacked().sandbox(), look, "/proc/self/fd/" + number);
            if (inside.has(target.secret())) {
                return new Outcome.Escaped("descriptor " + number + " led out");
            }
        }
        return new Outcome.Held();
    }
}
