package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion in the real shells, on a terminal, with a person's keys. */
@Tag("L1")
@Tag("L2")
class CompletionTest {
    /** Types lines into a shell on a terminal, waits until each shows what it should, and prints all that was shown. */
    private static final String TYPE = """
            import os, pty, re, select, sys, time
            shell, steps = sys.argv[1].split(), sys.argv[2:]
            pid, fd = pty.fork()
            if pid == 0:
                os.execvp(shell[0], shell)
            shown = b''
            def wait(text, limit):
                global shown
                seen, end = b'', time.time() + limit
                while text not in seen and time.time() < end:
                    if select.select([fd], [], [], 0.2)[0]:
                        # Bells and escape sequences come in the middle of words.
                        try: seen = re.sub(rb'\\x1b\\[[0-9;?]*[A-Za-z]|\\x07', b'', seen + os.read(fd, 65536))
                        except OSError: break
                shown += seen
                return text in seen
            for keys, expected in zip(steps[::2], steps[1::2]):
                os.write(fd, keys.encode())
                if not wait(expected.encode(), 60):
                    print('did not see', expected, 'after', repr(keys), 'but', shown.decode(errors='replace'))
                    os.kill(pid, 9)
                    sys.exit(1)
            os.kill(pid, 9)
            """;

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static String run;

    @BeforeAll
    static void install() throws IOException {
        paddock = new Installation(directory.resolve("home"));
        Repository repository = Repository.create(directory.resolve("project"));
        run = paddock.in(repository.directory(), "run", "true", "--agent", "shell", "--name", "fix-login", "--json")
                .ok()
                .id();
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path shim = bin.resolve("paddock");
        Files.writeString(shim, "#!/bin/sh\nexec " + Installation.commandLine() + " \"$@\"\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String shell : List.of("bash", "zsh", "fish")) {
            Files.writeString(
                    directory.resolve(shell),
                    paddock.paddock("completion", shell).ok().out());
        }
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static Done call(String... command) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("PADDOCK_HOME", paddock.home().toString());
        environment.put("HOME", directory.toString());
        environment.put("TERM", "xterm");
        environment.put("PS1", "> ");
        return Done.of(directory, environment, List.of(command));
    }

    private static void type(String shell, String... steps) {
        String[] command = new String[steps.length + 4];
        command[0] = "python3";
        command[1] = "-c";
        command[2] = TYPE;
        command[3] = shell;
        System.arraycopy(steps, 0, command, 4, steps.length);
        Done done = call(command);
        assertThat(done.exitCode()).as(done::out).isZero();
    }

    @Test
    void bashCompletesCommandsOptionsAndLiveNames() {
        type(
                "bash --norc --noprofile -i",
                "source " + directory.resolve("bash") + "; echo re''ady\n",
                "ready",
                "paddock interr\t",
                "interrupt ",
                "\u0015paddock show fix-l\t",
                "fix-login",
                "\u0015paddock show " + run.substring(0, 6) + "\t",
                run,
                "\u0015paddock run x --agent she\t",
                "shell",
                "\u0015paddock egress allow git-h\t",
                "git-hosts");
    }

    @Test
    void zshCompletesCommandsOptionsAndLiveNames() {
        type(
                "zsh -f -i",
                "autoload -Uz compinit; compinit -u -D; source " + directory.resolve("zsh") + "; echo re''ady\n",
                "ready",
                "paddock interr\t",
                "interrupt ",
                "\u0015paddock show fix-l\t",
                "fix-login",
                "\u0015paddock egress allow git-h\t",
                "git-hosts");
    }

    @Test
    void fishCompletesCommandsOptionsAndLiveNames() {
        String source = "source " + directory.resolve("fish") + "; complete -C'%s'";
        assertThat(call("fish", "--no-config", "-c", source.formatted("paddock interr"))
                        .ok()
                        .out())
                .contains("interrupt");
        assertThat(call("fish", "--no-config", "-c", source.formatted("paddock show "))
                        .ok()
                        .out())
                .contains("fix-login\tshell, finished")
                .contains(run);
        assertThat(call("fish", "--no-config", "-c", source.formatted("paddock config set li"))
                        .ok()
                        .out())
                .contains("limits.memory\t4g");
    }

    @Test
    @Tag("V10")
    void settingsAreShownCheckedAndWritten() throws IOException {
        paddock.paddock("config", "set", "limits.memory", "3g").ok();
        assertThat(paddock.paddock("config", "get", "limits.memory").ok().out().strip())
                .isEqualTo("3g");
        assertThat(paddock.paddock("config").ok().out()).contains("limits.memory", "config.yaml line 1", "default");
        Done wrong = paddock.paddock("config", "set", "port", "many");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("whole number", "nothing was written");
        assertThat(paddock.paddock("config", "get", "prot").err()).contains("Did you mean port?");
        Path file = Path.of(paddock.paddock("config", "path").ok().out().strip());
        assertThat(Files.readString(file)).isEqualTo("limits.memory: 3g\n");
        paddock.paddock("config", "unset", "limits.memory").ok();
        assertThat(Files.readString(file)).isEmpty();
    }
}
