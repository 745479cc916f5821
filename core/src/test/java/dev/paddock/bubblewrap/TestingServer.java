package dev.paddock.bubblewrap;

import dev.paddock.home.Home;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A server to be killed: makes the sandbox of one run, launches an agent in it, says so, and waits. */
final class TestingServer {
    private TestingServer() {}

    /** usage: ROOT RUNTIME RUN COMMAND... */
    public static void main(String[] arguments) throws Exception {
        Home home = new Home(Path.of(arguments[0]), Path.of(arguments[1]));
        TestingRun run = new TestingRun(home, arguments[2]);
        Sandbox sandbox = new BubblewrapProvider(home, Cgroups.find()).create(run.spec());
        List<String> command = List.of(arguments).subList(3, arguments.length);
        sandbox.launch(Exec.of(command), new AgentFiles(run.directory().resolve("io")), 0);
        System.out.println("launched");
        Thread.sleep(600_000);
    }

    static Process start(SandboxFixture fixture, String run, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
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
