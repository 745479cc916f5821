package dev.paddock.server;

import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Started as root, brings the server to a user of its own: makes the user {@code paddock}, its home, its control groups and a copy of the program that
 * it can read, then starts the server as that user and waits until it answers. From there on there is one code path.
 */
final class Rehome {
    private static final String USER = "paddock";
    private static final Path DEFAULT_HOME = Path.of("/var/lib/paddock");
    private static final Duration PATIENCE = Duration.ofSeconds(55);

    private Rehome() {}

    /** The exit code: 0 once the server answers. */
    static int start(Map<String, String> environment) throws InterruptedException {
        String given = environment.getOrDefault("PADDOCK_HOME", "");
        Path home =
                given.isBlank() ? DEFAULT_HOME : Path.of(given).toAbsolutePath().normalize();
        Account account = account();
        RootHome.give(home, account);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!account.reads(java)) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "the user " + USER + " can't run " + java
                            + ", because a directory above it is closed to others; install a JDK 25 for all users, as under /usr/lib/jvm,"
                            + " and set JAVA_HOME to it");
        }
        Path installation = Installation.install(home, account);
        Cgroups.give(account.uid(), account.gid());
        return launch(home, java, installation, account, environment);
    }

    /** The user that servers run as. */
    record Account(int uid, int gid) {
        /** Whether it can open this file: asked of the system, as that user. */
        boolean reads(Path file) {
            return Processes.run(Command.of(
                            "setpriv",
                            "--reuid=" + uid,
                            "--regid=" + gid,
                            "--clear-groups",
                            "test",
                            "-r",
                            file.toString()))
                    .ok();
        }
    }

    private static Account account() {
        if (!Processes.run(Command.of("id", "-u", USER)).ok()) {
            Processes.run(Command.of(
                            "useradd",
                            "--system",
                            "--user-group",
                            "--home-dir",
                            DEFAULT_HOME.toString(),
                            "--no-create-home",
                            "--shell",
                            "/usr/sbin/nologin",
                            USER))
                    .orThrow("can't make the user " + USER);
        }
        return new Account(number("-u"), number("-g"));
    }

    private static int number(String option) {
        String text = Processes.run(Command.of("id", option, USER))
                .orThrow("can't find the user " + USER)
                .text()
                .strip();
        int id = Integer.parseInt(text);
        if (id == 0) {
            throw new PaddockException(ErrorCode.UNSAFE, "the user " + USER + " is root under another name; remove it");
        }
        return id;
    }

    private static int launch(Path home, Path java, Path installation, Account account, Map<String, String> environment)
            throws InterruptedException {
        Map<String, String> variables = new HashMap<>(environment);
        List.of("SUDO_USER", "SUDO_UID", "SUDO_GID", "SUDO_COMMAND", "XDG_RUNTIME_DIR", "LD_PRELOAD", "LD_LIBRARY_PATH")
                .forEach(variables::remove);
        variables.put("HOME", home.toString());
        variables.put("USER", USER);
        variables.put("LOGNAME", USER);
        variables.put("PADDOCK_HOME", home.toString());
        Path out = home.resolve("log").resolve("server.out");
        // The shell joins the streams to the log, then becomes the server: nothing of root's is left open.
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                "setpriv",
                "--reuid=" + account.uid(),
                "--regid=" + account.gid(),
                "--init-groups",
                "--inh-caps=-all",
                "sh",
                "-c",
                "out=$1; shift; exec \"$@\" </dev/null >>\"$out\" 2>&1",
                "sh",
                out.toString(),
                java.toString(),
                "@" + installation.resolve("options").resolve("server")));
        Path cache = installation.resolve("aot").resolve("server.aot");
        if (Files.isReadable(cache)) {
            // Made for the jars where they were built; it holds for copies as old as those, in the same order.
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of(
                "-Dpaddock.dist=" + installation,
                "-cp",
                Installation.classPath(installation),
                "dev.paddock.server.Main"));
        Process server = Processes.start(command, variables, Path.of("/"));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!server.isAlive()) {
                System.err.println(tail(out));
                return server.exitValue() == 0 ? 1 : server.exitValue();
            }
            if (tells(home, server.pid())) {
                return 0;
            }
            Thread.sleep(20);
        }
        Processes.killTree(server);
        System.err.println("paddock: the server did not answer within " + PATIENCE.toSeconds() + " s\n" + tail(out));
        return 1;
    }

    /** Whether the server of this pid has said where it is. */
    private static boolean tells(Path home, long pid) {
        try {
            return Files.readString(ServerFile.in(home)).contains("\"pid\":" + pid + ",");
        } catch (IOException e) {
            return false;
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "paddock: the server ended; can't read " + log + ": " + e.getMessage();
        }
    }
}
