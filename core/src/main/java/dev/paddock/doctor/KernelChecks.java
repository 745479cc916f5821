package dev.paddock.doctor;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What sandboxes need of the kernel; each thing is really done once. */
final class KernelChecks {
    private static final String APPARMOR = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
    private static final String PROFILE = """
            Ubuntu lets no ordinary program make user namespaces. Let bubblewrap and unshare do it: put these lines into \
            /etc/apparmor.d/paddock, then run `sudo apparmor_parser -r /etc/apparmor.d/paddock`:
            abi <abi/4.0>,
            include <tunables/global>
            profile paddock-bwrap /usr/bin/bwrap flags=(unconfined) { userns, }
            profile paddock-unshare /usr/bin/unshare flags=(unconfined) { userns, }""";

    private KernelChecks() {}

    static List<Check> all(Probe probe, Path home) {
        return List.of(
                Check.of("user namespaces", () -> userNamespaces(probe)),
                Check.of("sandbox", () -> sandbox(probe)),
                Check.of("overlay", () -> overlay(probe, home)),
                Check.of("seccomp", KernelChecks::seccomp));
    }

    private static Finding userNamespaces(Probe probe) {
        String why = "each run has its own users, processes, mounts and network";
        Outcome outcome = probe.run(List.of(
                "unshare",
                "--user",
                "--map-current-user",
                "--mount",
                "--net",
                "--pid",
                "--ipc",
                "--uts",
                "--fork",
                "true"));
        return outcome.ok()
                ? Finding.ok("user namespaces", "can be made", why)
                : Finding.missing("user namespaces", "can't be made: " + Probe.words(outcome), why, namespaceFix());
    }

    private static Finding sandbox(Probe probe) {
        String why = "bubblewrap must be able to make a sandbox here";
        Outcome outcome = probe.run(List.of(
                "bwrap",
                "--unshare-all",
                "--unshare-user",
                "--disable-userns",
                "--cap-drop",
                "ALL",
                "--new-session",
                "--ro-bind",
                "/",
                "/",
                "--dev",
                "/dev",
                "--proc",
                "/proc",
                "true"));
        return outcome.ok()
                ? Finding.ok("sandbox", "bubblewrap made one", why)
                : Finding.missing("sandbox", "bubblewrap can't make one: " + Probe.words(outcome), why, namespaceFix());
    }

    private static String namespaceFix() {
        if (Probe.number(APPARMOR) == 1) {
            return PROFILE;
        }
        if (Probe.number("/proc/sys/kernel/unprivileged_userns_clone") == 0) {
            return "sudo sysctl -w kernel.unprivileged_userns_clone=1 (and the same line in /etc/sysctl.d/paddock.conf)";
        }
        if (Probe.number("/proc/sys/user/max_user_namespaces") == 0) {
            return "sudo sysctl -w user.max_user_namespaces=15000 (and the same line in /etc/sysctl.d/paddock.conf)";
        }
        return "in a container, its seccomp profile or missing rights forbid it: start it with"
                + " --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
                + " --security-opt systempaths=unconfined, or run Paddock outside";
    }

    private static Finding overlay(Probe probe, Path home) {
        String why = "a run's workspace is a layer over a shared checkout, ready in milliseconds";
        Path directory = scratch(home);
        try {
            for (String part : List.of("lower", "upper", "work", "merged")) {
                Files.createDirectory(directory.resolve(part));
            }
            Files.writeString(directory.resolve("lower/file"), "seen");
            Outcome outcome = probe.run(List.of(
                    "unshare",
                    "--user",
                    "--map-current-user",
                    "--mount",
                    "--keep-caps",
                    "sh",
                    "-c",
                    "cd \"$1\" && mount -t overlay overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work merged"
                            + " && echo more >> merged/file && cat merged/file",
                    "sh",
                    directory.toString()));
            return outcome.ok() && outcome.text().startsWith("seen")
                    ? Finding.ok("overlay", "can be mounted in a user namespace", why)
                    : Finding.warning(
                            "overlay",
                            "can't be mounted in a user namespace: " + Probe.words(outcome),
                            why + "; without it each run copies its checkout",
                            "needed is a kernel from 5.11 on and a PADDOCK_HOME on ext4, xfs, btrfs or tmpfs, not itself on an overlay");
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write in " + home + ": " + e.getMessage(), e);
        } finally {
            remove(directory);
        }
    }

    private static Finding seccomp() {
        String why = "a filter keeps system calls that a sandbox could escape by from the kernel";
        String machine = System.getProperty("os.arch", "");
        if (!List.of("amd64", "x86_64", "aarch64", "arm64").contains(machine)) {
            return Finding.missing("seccomp", "no filter for " + machine, why, "use a machine with x86_64 or aarch64");
        }
        String actions = Probe.file("/proc/sys/kernel/seccomp/actions_avail");
        return actions.contains("kill_process") && actions.contains("errno")
                ? Finding.ok("seccomp", "there, with a filter for " + machine, why)
                : Finding.missing(
                        "seccomp",
                        "the kernel lacks it",
                        why,
                        "use a kernel with CONFIG_SECCOMP_FILTER, as every distribution's is");
    }

    private static Path scratch(Path home) {
        try {
            return Files.createTempDirectory(home, ".doctor-");
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write in " + home + ": " + e.getMessage(), e);
        }
    }

    private static void remove(Path directory) {
        // Overlay leaves a directory of mode 000 in its work directory.
        directory.resolve("work/work").toFile().setReadable(true);
        directory.resolve("work/work").toFile().setExecutable(true);
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            System.getLogger(KernelChecks.class.getName())
                    .log(System.Logger.Level.WARNING, "can't remove " + directory, e);
        }
    }
}
