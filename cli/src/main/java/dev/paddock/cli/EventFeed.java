package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Live events of some runs, each exactly once, over as many connections as it takes: after a break it goes on behind the last id it saw. Used by
 * one thread.
 */
final class EventFeed {
    /** The server sends a comment every 15 s: this much silence is a dead connection. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Supplier<Optional<Api>> server;
    private final String query;
    private final Duration patience;
    private final Map<String, Long> seen = new HashMap<>();
    private @Nullable String lastId;

    /**
     * @param server finds the server, anew for each connection: it may have come back at another address
     * @param query which runs, as in {@code task=ID}
     * @param patience how long no server may be there
     */
    EventFeed(Supplier<Optional<Api>> server, String query, Duration patience) {
        this.server = server;
        this.query = query;
        this.patience = patience;
    }

    /** What wants the events. */
    interface Reader {
        /**
         * @param event parsed
         * @param raw as the server wrote it
         * @return whether to go on
         */
        boolean event(JsonNode event, String raw);
    }

    /**
     * Reads until the reader has enough.
     *
     * @param onTrouble told once when a connection broke, and told an empty text when there is one again
     * @throws CliException UNREACHABLE if no server comes back within the patience
     */
    void follow(Reader reader, Consumer<String> onTrouble) {
        Stopwatch silence = new Stopwatch();
        long pause = 100;
        boolean troubled = false;
        while (true) {
            Optional<Api> api = server.get();
            if (api.isPresent()) {
                try (SseReader messages = open(api.get())) {
                    if (troubled) {
                        onTrouble.accept("");
                        troubled = false;
                    }
                    for (SseReader.Message m = messages.next(); m != null; m = messages.next()) {
                        silence = new Stopwatch();
                        pause = 100;
                        if (!deliver(m, reader)) {
                            return;
                        }
                    }
                } catch (IOException e) {
                    troubled = trouble(onTrouble, troubled);
                } catch (CliException e) {
                    if (e.exitCode() != ExitCode.UNREACHABLE && e.exitCode() != ExitCode.SERVER_FAILED) {
                        throw e;
                    }
                }
            }
            troubled = trouble(onTrouble, troubled);
            if (silence.over(patience)) {
                throw new CliException(
                        ExitCode.UNREACHABLE,
                        "the server went away and did not come back within " + patience.toSeconds() + " s",
                        "The runs go on without it; `paddock up` starts it, `paddock attach RUN` follows again.");
            }
            rest(pause);
            pause = Math.min(2000, pause * 2);
        }
    }

    private static boolean trouble(Consumer<String> onTrouble, boolean told) {
        if (!told) {
            onTrouble.accept("the server does not answer; waiting for it");
        }
        return true;
    }

    private SseReader open(Api api) {
        String path = "/events?" + query;
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
        if (lastId == null) {
            path += "&after=0";
        } else {
            headers.put("Last-Event-ID", lastId);
        }
        InputStream stream = api.open("GET", path, null, SILENCE, headers);
        return new SseReader(stream);
    }

    private boolean deliver(SseReader.Message message, Reader reader) {
        JsonNode event = Json.parse(message.data());
        String run = Json.text(event, "run");
        long seq = Json.number(event, "seq");
        boolean isNew = seq == 0 || seq > seen.getOrDefault(run, 0L);
        boolean more = !isNew || reader.event(event, message.data());
        if (seq > 0) {
            seen.merge(run, seq, Math::max);
        }
        if (message.id() != null) {
            lastId = message.id();
        }
        return more;
    }

    private static void rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", null, e);
        }
    }
}
