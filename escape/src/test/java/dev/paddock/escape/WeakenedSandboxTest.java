package dev.paddock.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.home.Home;
import dev.paddock.sandbox.SandboxProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sandboxes with one protection taken away, and a canary that says nothing of it: the attacks that it was there for get through. */
@Tag("S2")
final class WeakenedSandboxTest {
    private static final String BWRAP = "exec bwrap --seccomp 9 --args 8 \"$@\"";

    @TempDir
    Path scratch;

    /** How a script of the kit is weakened, and which attacks must then get through. */
    record Weakness(String name, Set<Integer> attacks, String script, UnaryOperator<String> change) {
        /** In {@code enter.sh}, by which every process comes in. */
        Weakness(String name, Set<Integer> attacks, UnaryOperator<String> change) {
            this(name, attacks, "enter.sh", change);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Weakness> isCaught() {
        return Stream.of(
                new Weakness("no filter", Set.of(15, 18, 19, 27), enter -> enter.replace("--seccomp 9 ", "")),
                new Weakness(
                        "no filter, and user namespaces",
                        Set.of(14),
                        enter -> edited("s/^--disable-userns$/--unshare-ipc/", enter)
                                .replace("--seccomp 9 ", "")),
                new Weakness(
                        "no process namespace",
                        Set.of(12, 13),
                        enter -> edited("s/^--unshare-pid$/--unshare-ipc/", enter)),
                new Weakness(
                        "sees the servers home", Set.of(1, 7), enter -> added("--ro-bind '@HOME@' '@HOME@'", enter)),
                new Weakness(
                        "sees the doors", Set.of(8, 54), enter -> added("--ro-bind '@RUNTIME@' '@RUNTIME@'", enter)),
                new Weakness("writable kit", Set.of(2), enter -> edited("s/^--ro-bind$/--bind/", enter)),
                new Weakness(
                        "stray descriptor", Set.of(22), enter -> enter.replace(BWRAP, "exec 5</dev/null\n" + BWRAP)),
                new Weakness(
                        "key in the environment",
                        Set.of(48),
                        enter -> added("--setenv KEY \"$(cat '@HOME@/token')\"", enter)),
                new Weakness("shared temporary files", Set.of(90), enter -> added("--bind '@RUNTIME@' /tmp", enter)),
                new Weakness("all devices", Set.of(10), enter -> added("--dev-bind /dev /dev", enter)),
                new Weakness("no limit on processes", Set.of(85), enter -> enter.replaceAll("(?m)^ulimit -p.*$", "")),
                new Weakness("no limit on open files", Set.of(89), enter -> enter.replaceAll("(?m)^ulimit -n.*$", "")),
                new Weakness("no limit on file size", Set.of(87), enter -> enter.replaceAll("(?m)^ulimit -f.*$", "")),
                new Weakness("no limit on memory", Set.of(86), enter -> enter),
                new Weakness(
                        "one cache for all", Set.of(92), enter -> edited("s|^.*/holder/cache$|@HOME@/caches|", enter)),
                new Weakness(
                        "no limit on output",
                        Set.of(88),
                        "agent.sh",
                        agent -> agent.replaceAll("(?m)^    ulimit -f.*$", "")));
    }

    private static String added(String options, String enter) {
        return enter.replace(BWRAP, "exec bwrap --seccomp 9 --args 8 " + options + " \"$@\"");
    }

    /** Changes bubblewrap's options by a script of sed. */
    private static String edited(String script, String enter) {
        return enter.replace("exec 8<\"$1\"", "sed -z '" + script + "' \"$1\" >\"$1.weak\"\nexec 8<\"$1.weak\"");
    }

    @ParameterizedTest
    @MethodSource
    void isCaught(Weakness weakness) throws Exception {
        Home home = new Home(scratch.resolve("home"), Files.createDirectories(scratch.resolve("r")));
        Files.createDirectories(home.root());
        // Control groups would stand in for the limits that are taken away.
        Cgroups cgroups = weakness.name().startsWith("no limit") ? Cgroups.none() : Cgroups.find();
        Proof proof = EscapeSuite.run(
                Target.in(home, own -> weakened(own, cgroups, weakness), ConfinedCommand::new),
                weakness.attacks(),
                result -> {});
        assertThat(proof.results())
                .hasSize(weakness.attacks().size())
                .allSatisfy(result -> assertThat(result.outcome())
                        .as("attack %d", result.attack().number())
                        .isInstanceOf(Outcome.Escaped.class));
        assertThat(proof.ok()).isFalse();
    }

    private static SandboxProvider weakened(Home own, Cgroups cgroups, Weakness weakness) {
        SandboxProvider provider = new BubblewrapProvider(own, cgroups);
        try (Stream<Path> cache = Files.list(own.cache())) {
            Path kit = cache.filter(path -> path.getFileName().toString().startsWith("bubblewrap-"))
                    .findFirst()
                    .orElseThrow();
            String script = Files.readString(kit.resolve(weakness.script()));
            String changed = weakness.change()
                    .apply(script)
                    .replace("@HOME@", own.root().toString())
                    .replace("@RUNTIME@", own.runtime().toString());
            if (changed.equals(script) && !weakness.name().equals("no limit on memory")) {
                throw new AssertionError(weakness + " changes nothing: the script reads otherwise now");
            }
            replace(kit.resolve(weakness.script()), changed);
            replace(kit.resolve("canary.sh"), "echo closed\n");
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, text);
    }
}
