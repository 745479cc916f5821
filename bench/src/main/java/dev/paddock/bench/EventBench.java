package dev.paddock.bench;

import dev.paddock.event.EventBody;
import dev.paddock.store.Store;
import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From a line on an agent's standard output to a thousand watchers; and how many events a second become durable. */
final class EventBench {
    private static final int WATCHERS = 1_000;
    private static final int LINES = 200;
    private static final String MARK = "at-";
    private static final int DIGITS = 19;
    private static final int STORED = 100_000;

    private EventBench() {}

    static List<Row> run(Scratch scratch, Installed installed) throws Exception {
        Path clone = scratch.repository("events", 1);
        List<Row> rows = new ArrayList<>();
        Path home = scratch.directory().resolve("events-home");
        try (ServerProcess server = ServerProcess.start(home, installed, Map.of("PADDOCK_RUNS_AHEAD", "0"))) {
            String project = server.post(
                            "/projects", Map.of("url", clone.toUri().toString()))
                    .path("id")
                    .asString();
            watch(server, project, 1);
            rows.add(Row.tail(
                    "a line on an agent's standard output → one watcher, 10 lines a second",
                    watch(server, project, 1),
                    ""));
            rows.add(Row.tail(
                    "— → each of 1,000 watchers, durable first", watch(server, project, WATCHERS), "p99 < 25 ms"));
            rows.add(Row.figure("— the most that the server's heap held", "MiB", server.heapMebibytes(), "≤ 512 MiB"));
        }
        rows.add(Row.figure("events made durable, by eight writers", "a second", durable(scratch), ""));
        return rows;
    }

    /** The way of each line to each watcher. Both clocks are the machine's. */
    private static Samples watch(ServerProcess server, String project, int watchers) throws Exception {
        List<Double> times = new ArrayList<>(watchers * LINES);
        URI uri = server.uri("/events");
        byte[] request = ("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                        + "\r\nAuthorization: Bearer " + server.token() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        List<SocketChannel> channels = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < watchers; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
                channels.add(channel);
                channel.write(ByteBuffer.wrap(request));
                // The answer begins when the stream is open.
                channel.read(ByteBuffer.allocate(8_192));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            Thread.sleep(1_000);
            server.post(
                    "/tasks",
                    Map.of(
                            "project",
                            project,
                            "agents",
                            List.of("shell"),
                            "goal",
                            "sleep 2; for i in $(seq " + LINES + "); do echo " + MARK
                                    + "$(date +%s%N); sleep 0.1; done"));
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            long end = System.nanoTime() + 180_000_000_000L;
            while (times.size() < watchers * LINES) {
                if (selector.select(1_000) == 0 && System.nanoTime() > end) {
                    throw new IllegalStateException(times.size() + " of " + watchers * LINES + " lines came");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    buffer.clear();
                    if (((SocketChannel) key.channel()).read(buffer) < 0) {
                        throw new IllegalStateException("a stream ended");
                    }
                    Instant now = Instant.now();
                    collect(buffer, now.getEpochSecond() * 1_000_000_000 + now.getNano(), times);
                }
                selector.selectedKeys().clear();
            }
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
        return new Samples(times);
    }

    /** A mark that a read cuts in two is sent in one piece by the server, so it isn't. The goal's own words have no digits behind it. */
    private static void collect(ByteBuffer buffer, long now, List<Double> times) {
        String text = StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
        for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
            int from = at + MARK.length();
            int to = from;
            while (to < text.length() && Character.isDigit(text.charAt(to))) {
                to++;
            }
            if (to - from >= DIGITS) {
                times.add((now - Long.parseLong(text, from, from + DIGITS, 10)) / 1e6);
            }
        }
    }

    private static double durable(Scratch scratch) throws Exception {
        Path home = Files.createDirectories(scratch.directory().resolve("durable"));
        Instant now = Instant.now();
        Project project =
                new Project(Ids.project(), "p", "/nonexistent", null, new Author("Person", "person@example.org"), now);
        Task task =
                new Task(Ids.task(), "t", "Go", project.id(), "0".repeat(40), null, List.of(), TaskOptions.NONE, now);
        String run = Ids.run();
        try (Store store = Store.open(home.resolve("paddock.db"))) {
            store.change(tx -> {
                tx.insert(project);
                tx.insert(task);
                tx.insert(run, task, "claude", "agent/t-1", "waits");
            });
            long start = System.nanoTime();
            int writers = 8;
            Together.run(writers, _ -> () -> {
                for (int i = 0; i < STORED / writers - 1; i++) {
                    var _ = store.submit(tx -> tx.append(run, new EventBody.Text("a line that an agent said\n", null)));
                }
                store.change(tx -> tx.append(run, new EventBody.Text("the last\n", null)));
                return true;
            });
            return STORED / ((System.nanoTime() - start) / 1e9);
        }
    }
}
