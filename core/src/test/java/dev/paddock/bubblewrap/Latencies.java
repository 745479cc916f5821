package dev.paddock.bubblewrap;

import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Prints how long a sandbox takes from create to its first command, and one more command in it, in milliseconds. */
final class Latencies {
    private Latencies() {}

    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        Path directory = Files.createTempDirectory("latencies");
        Home home = new Home(directory.resolve("home"), directory.resolve("rt"));
        Cgroups cgroups = Cgroups.find();
        System.out.println(cgroups.describe());
        measure(home, cgroups, times);
        System.out.println("without control groups");
        measure(home, Cgroups.none(), times);
    }

    private static void measure(Home home, Cgroups cgroups, int times) throws Exception {
        double[] create = new double[times];
        double[] work = new double[times];
        double[] first = new double[times];
        double[] bare = new double[times];
        double[] exec = new double[times];
        double[] kill = new double[times];
        BubblewrapProvider provider = new BubblewrapProvider(home, cgroups);
        for (int i = 0; i < times; i++) {
            TestingRun run = new TestingRun(home, "r" + i);
            try (TestingDoor _ = new TestingDoor(home.door(run.id), 200)) {
                long start = System.nanoTime();
                Sandbox sandbox = provider.create(run.spec());
                create[i] = (System.nanoTime() - start) / 1e6;
                work[i] = sandbox.readings().cpuNanos() / 1e6;
                start += (long) (System.nanoTime() - start - create[i] * 1e6);
                TestingRun.run(sandbox, "/bin/true");
                first[i] = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                TestingRun.run(sandbox, "/bin/true");
                exec[i] = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                Processes.run(Command.of(
                                "bwrap",
                                "--unshare-all",
                                "--ro-bind",
                                "/",
                                "/",
                                "--proc",
                                "/proc",
                                "--dev",
                                "/dev",
                                "true"))
                        .orThrow("bwrap alone");
                bare[i] = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                sandbox.kill();
                kill[i] = (System.nanoTime() - start) / 1e6;
            } finally {
                Files.deleteIfExists(home.door(run.id));
            }
        }
        print("create", create);
        print("processor time of create", work);
        print("create and first command", first);
        print("one more command", exec);
        print("bwrap alone", bare);
        print("kill", kill);
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                "%-26s p50 %6.1f  min %6.1f  max %6.1f%n",
                what, millis[millis.length / 2], millis[0], millis[millis.length - 1]);
    }
}
