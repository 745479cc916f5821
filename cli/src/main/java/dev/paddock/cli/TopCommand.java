package dev.paddock.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code paddock top}. */
@Command(
        name = "top",
        description = {
            "Shows what is at work, live: state, time, processor, memory, disk, processes, tokens, cost and last words of each run.",
            "Keys: up and down choose, s stops, enter shows the log, q leaves. The runs go on."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock top", "  paddock top --once               one look, for scripts", "  paddock top --json"})
final class TopCommand extends JsonCommand {
    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final int MEASURE_SECONDS = 1;
    private static final int RECONNECT_SECONDS = 1;
    private static final int WIDTH = 140;
    /** Of a long journal the log shows the end. */
    private static final long MOST_EVENTS = 2_000;

    @Option(names = "--once", description = "Prints the table once.")
    boolean once;

    private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>(1_000);
    private final CountDownLatch closed = new CountDownLatch(1);

    TopCommand(Caller caller) {
        super(caller);
    }

    private sealed interface Happening {
        record Key(String name) implements Happening {}

        record View(JsonNode view) implements Happening {}

        record Trouble(String what) implements Happening {}
    }

    @Override
    public Integer call() throws IOException {
        Api api = servers().connect();
        if (json) {
            printJson(api.getText("/live").strip());
            return ExitCode.OK;
        }
        if (once || !caller.terminal().out()) {
            printOnce(api);
            return ExitCode.OK;
        }
        show();
        return ExitCode.OK;
    }

    private void printOnce(Api api) {
        List<JsonNode> runs = Json.list(api.get("/live"), "runs");
        if (runs.isEmpty()) {
            print("Nothing is at work.");
            return;
        }
        int width = caller.terminal().out() ? caller.terminal().measure().get().columns() - 1 : WIDTH;
        new TopTable(caller.outStyle()).lines(runs, width, -1).forEach(line -> print(line.stripTrailing()));
    }

    private void show() {
        boolean keys = caller.terminal().in();
        String before = keys ? Terminal.raw() : "";
        Thread onInterrupt = Thread.ofPlatform().unstarted(() -> restore(before));
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            caller.out().print("\u001b[?1049h\u001b[?25l");
            Thread.ofPlatform().daemon().name("top-feed").start(this::feed);
            if (keys) {
                Thread.ofPlatform().daemon().name("top-keys").start(this::keys);
            }
            loop(new TopScreen(caller.outStyle()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed.countDown();
            restore(before);
            forget(onInterrupt);
        }
    }

    private void restore(String before) {
        caller.out().print("\u001b[?25h\u001b[?1049l");
        caller.out().flush();
        Terminal.restore(before);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook runs.
            return;
        }
    }

    private void loop(TopScreen screen) throws InterruptedException {
        while (true) {
            draw(screen.lines(caller.terminal().measure().get()));
            Happening next = happenings.poll(MEASURE_SECONDS, TimeUnit.SECONDS);
            TopScreen.Wish wish = switch (next) {
                case null -> new TopScreen.Wish.Nothing();
                case Happening.Key key -> screen.key(key.name());
                case Happening.View view -> {
                    screen.take(view.view());
                    yield screen.refresh();
                }
                case Happening.Trouble trouble -> {
                    screen.lost(trouble.what());
                    yield new TopScreen.Wish.Nothing();
                }
            };
            if (wish instanceof TopScreen.Wish.Leave) {
                return;
            }
            fulfil(screen, wish);
        }
    }

    private void fulfil(TopScreen screen, TopScreen.Wish wish) {
        try {
            switch (wish) {
                case TopScreen.Wish.Stop(String run) -> {
                    server().post("/runs/" + Api.encode(run) + "/stop", Json.object());
                    screen.say("stopped " + run + "; its work is kept");
                }
                case TopScreen.Wish.Log(String run, long after) -> {
                    Api api = server();
                    String path = "/runs/" + Api.encode(run);
                    long from = after > 0 ? after : Math.max(0, Json.number(api.get(path), "seq") - MOST_EVENTS);
                    String events = api.getText(path + "/events?after=" + from);
                    events.lines().filter(line -> !line.isBlank()).forEach(line -> screen.event(Json.parse(line)));
                }
                case TopScreen.Wish.Nothing n -> {}
                case TopScreen.Wish.Leave l -> {}
            }
        } catch (CliException e) {
            screen.say(e.what());
        }
    }

    /** The server that is up. None is started: it may have been stopped on purpose while this watched it. */
    private Api server() {
        return servers().find().orElseThrow(() -> new CliException(ExitCode.UNREACHABLE, "no server is up", null));
    }

    private void draw(List<String> lines) {
        StringBuilder out = new StringBuilder("\u001b[H");
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append("\u001b[K");
        }
        caller.out().print(out.append("\u001b[J"));
        caller.out().flush();
    }

    private void keys() {
        Keys keys = new Keys(caller.in());
        try {
            for (String key = keys.next(); !isClosed(); key = keys.next()) {
                happenings.offer(new Happening.Key(key));
                if ("end".equals(key)) {
                    return;
                }
            }
        } catch (IOException e) {
            happenings.offer(new Happening.Trouble("what is typed can't be read any more; Ctrl-C leaves"));
        }
    }

    private void feed() {
        try {
            do {
                try (SseReader messages = new SseReader(
                        server().open("GET", "/live/events", null, SILENCE, Map.of("Accept", "text/event-stream")))) {
                    for (SseReader.Message m = messages.next(); m != null && !isClosed(); m = messages.next()) {
                        // Only the newest counts, where the screen was busy with an order.
                        happenings.removeIf(Happening.View.class::isInstance);
                        happenings.offer(new Happening.View(Json.parse(m.data())));
                    }
                } catch (IOException | CliException e) {
                    happenings.offer(new Happening.Trouble("the server does not answer; waiting for it"));
                }
            } while (!closed.await(RECONNECT_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
