package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.ReadySandbox;
import dev.paddock.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server to be killed: makes the sandbox of one run, launches an agent in it, says so, and waits. */
final class TestingServer {
    private TestingServer() {}

    /**
     * usage: ROOT RUNTIME RUN COMMAND... Without a command it makes a sandbox that no run has yet. A run "claimed" gets one that was made for the run
     * "ahead".
     */
    public static void main(String[] arguments) throws Exception {
        Home home = new Home(Path.of(arguments[0]), Path.of(arguments[1]));
        TestingRun run = new TestingRun(home, arguments[2]);
        Duration lifetime = Duration.ofSeconds(Long.getLong("lifetime", 86_400));
        BubblewrapProvider provider = new BubblewrapProvider(home, Cgroups.find(), lifetime);
        List<String> command = List.of(arguments).subList(3, arguments.length);
        if (command.isEmpty()) {
            ReadySandbox ready = provider.ahead(run.spec()).orElseThrow();
            System.out.println("ready " + ready.alive());
            Thread.sleep(600_000);
        }
        Sandbox sandbox = run.id.equals("claimed") ? claimed(home, provider, run) : provider.create(run.spec());
        sandbox.launch(Exec.of(command), new AgentFiles(run.directory().resolve("io")), 0);
        System.out.println("launched");
        Thread.sleep(600_000);
    }

    private static Sandbox claimed(Home home, BubblewrapProvider provider, TestingRun run) throws IOException {
        TestingRun other = new TestingRun(home, "ahead");
        ReadySandbox ready = provider.ahead(other.spec()).orElseThrow();
        Trees.delete(run.directory());
        Files.move(other.directory(), run.directory());
        assertThat(ready.fits(run.spec())).isTrue();
        return ready.claim(run.spec());
    }

    static Process start(SandboxFixture fixture, String run, String... command) throws IOException {
        return start(fixture, Duration.ofDays(1), run, command);
    }

    /** @param lifetime of the sandbox */
    static Process start(SandboxFixture fixture, Duration lifetime, String run, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Dlifetime=" + lifetime.toSeconds(),
                "-cp",
                System.getProperty("java.class.path"),
                TestingServer.class.getName(),
                fixture.home.root().toString(),
                fixture.home.runtime().toString(),
                run);
        builder.command().addAll(List.of(command));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
