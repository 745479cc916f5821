package dev.paddock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Runs of plain commands for as long as one wants, while the server, sandboxes, relays and agents are killed at random. Whatever was not itself killed or stopped must
 * come to its right end with each line once, every journal must be whole, and nothing may be left over. For one thread.
 */
final class Soak {
    private static final int AT_ONCE = 24;
    private static final int LINES = 12;

    private final Scratch scratch;
    private final Installed installed;
    private final Path home;
    private final Random random;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, String> expected = new LinkedHashMap<>();
    private final Set<String> disturbed = new HashSet<>();
    private final Set<String> live = new HashSet<>();
    private ServerProcess server;
    private final String project;

    private Soak(Scratch scratch, Installed installed, long seed) throws Exception {
        this.scratch = scratch;
        this.installed = installed;
        this.random = new Random(seed);
        home = scratch.directory().resolve("soak-home");
        Files.createDirectories(home);
        Files.writeString(home.resolve("config.yaml"), "runs:\n  max: 16\n");
        server = ServerProcess.start(home, installed);
        Path clone = scratch.repository("soak", 1);
        project = server.post("/projects", Map.of("url", clone.toUri().toString()))
                .path("id")
                .asString();
    }

    /** True if all was well; says what it did and found. */
    static boolean run(Scratch scratch, Installed installed, Duration time, long seed) throws Exception {
        System.out.println("soak of " + time.toMinutes() + " min, seed " + seed);
        Soak soak = new Soak(scratch, installed, seed);
        try {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                soak.step();
            }
            soak.finish();
        } finally {
            soak.server.close();
        }
        soak.leftovers();
        System.out.println(soak.counts);
        soak.wrong.forEach(System.out::println);
        System.out.println(soak.wrong.isEmpty() ? "nothing was wrong" : soak.wrong.size() + " things were wrong");
        return soak.wrong.isEmpty();
    }

    private void step() throws Exception {
        if (live.size() < AT_ONCE) {
            start();
        }
        Thread.sleep(random.nextInt(400));
        String one = live.isEmpty() ? "" : List.copyOf(live).get(random.nextInt(live.size()));
        switch (random.nextInt(16)) {
            case 0, 1 -> restart(true);
            case 2 -> restart(false);
            case 3 -> kill(one, "holder", holder(one));
            case 4 -> kill(one, "relay", children(holder(one)));
            case 5, 6 -> kill(one, "agent", agents(one));
            case 7 -> {
                disturbed.add(one);
                count("stops");
                ask("/runs/" + one + "/stop", Map.of());
            }
            case 8 -> {
                disturbed.add(one);
                count("messages");
                ask("/runs/" + one + "/say", Map.of("text", "echo more"));
            }
            default -> look();
        }
    }

    private void start() throws Exception {
        int number = expected.size();
        StringBuilder said = new StringBuilder();
        for (int i = 1; i <= LINES; i++) {
            said.append("line ").append(i).append('\n');
        }
        boolean fails = random.nextInt(6) == 0;
        String goal = "for i in $(seq " + LINES + "); do echo line $i; sleep 0." + (1 + random.nextInt(4))
                + "; done; echo " + number + " > made.txt" + (fails ? "; exit 3" : "");
        String run = server.post(
                        "/tasks",
                        Map.of("project", project, "agents", List.of("shell"), "goal", goal, "name", "soak-" + number))
                .path("runs")
                .path(0)
                .path("id")
                .asString();
        expected.put(run, (fails ? "failed\n" : "finished\n") + said);
        live.add(run);
        count("runs");
    }

    private void restart(boolean kill) throws Exception {
        count(kill ? "server killed" : "server stopped");
        if (kill) {
            server.kill();
        } else {
            server.terminate();
        }
        Thread.sleep(random.nextInt(800));
        server = ServerProcess.start(home, installed);
        count("slowest start, ms", (int) server.readyMillis);
    }

    private void count(String what, int value) {
        counts.merge(what, value, Math::max);
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void kill(String run, String what, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        disturbed.add(run);
        if (processes.get(random.nextInt(processes.size())).destroyForcibly()) {
            count(what + " killed");
        }
    }

    /** A person's order, which may come too late. */
    private void ask(String path, Object body) throws Exception {
        try {
            server.post(path, body);
        } catch (IOException e) {
            count("orders refused");
        }
    }

    private void look() throws Exception {
        for (String run : List.copyOf(live)) {
            if (ended(run)) {
                live.remove(run);
                check(run);
            }
        }
    }

    private boolean ended(String run) throws Exception {
        return Set.of("finished", "failed", "cancelled")
                .contains(server.read("/runs/" + run).path("state").asString());
    }

    private void check(String run) throws Exception {
        JsonNode verified = server.read("/runs/" + run + "/verify");
        if (!verified.path("ok").asBoolean()) {
            wrong.add(run + ": " + verified);
        }
        if (disturbed.contains(run)) {
            return;
        }
        count("undisturbed");
        StringBuilder said =
                new StringBuilder(server.read("/runs/" + run).path("state").asString() + "\n");
        server.journal(run).stream()
                .filter(event -> event.path("type").asString("").equals("text"))
                .forEach(event -> said.append(event.path("text").asString()));
        if (!said.toString().equals(expected.get(run))) {
            wrong.add(run + ": " + said.toString().replace('\n', '|') + " "
                    + server.read("/runs/" + run).path("reason").asString());
        }
    }

    private void finish() throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!live.isEmpty() && System.nanoTime() < end) {
            look();
            Thread.sleep(200);
        }
        for (String run : live) {
            wrong.add(run + " does not end: " + server.read("/runs/" + run));
        }
        int events = 0;
        for (String run : expected.keySet()) {
            JsonNode verified = server.read("/runs/" + run + "/verify");
            events += verified.path("events").asInt();
            if (!verified.path("ok").asBoolean()) {
                wrong.add(run + ": " + verified);
            }
        }
        counts.put("events", events);
    }

    /** After the server's end nothing of its home may be at work. */
    private void leftovers() throws Exception {
        Thread.sleep(2_000);
        String place = scratch.directory().toString();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process ->
                        text(Path.of("/proc/" + process.pid() + "/cmdline")).contains(place)
                                || text(Path.of("/proc/" + process.pid() + "/mountinfo"))
                                        .contains(place))
                .forEach(process -> wrong.add("left over: " + process.pid() + " "
                        + text(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ')));
        for (String run : expected.keySet()) {
            Path door = home.resolve("runs/" + run + "/holder/door");
            if (Files.isSymbolicLink(door) && Files.exists(Files.readSymbolicLink(door))) {
                wrong.add("left over: " + Files.readSymbolicLink(door));
            }
            if (Files.exists(home.resolve("runs/" + run + "/holder/state"))) {
                wrong.add("left over: the state of the holder of " + run);
            }
        }
    }

    private List<ProcessHandle> holder(String run) {
        return process(home.resolve("runs/" + run + "/holder/state"));
    }

    private static List<ProcessHandle> children(List<ProcessHandle> of) {
        return of.stream().flatMap(ProcessHandle::children).toList();
    }

    private List<ProcessHandle> agents(String run) {
        List<ProcessHandle> outer = process(home.resolve("runs/" + run + "/io/1/process"));
        List<ProcessHandle> all = new ArrayList<>(outer);
        outer.forEach(one -> all.addAll(one.descendants().toList()));
        return all;
    }

    private static List<ProcessHandle> process(Path state) {
        String pid = text(state).split(" ")[0];
        return pid.isEmpty()
                ? List.of()
                : ProcessHandle.of(Long.parseLong(pid)).stream().toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
