package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("C2")
@Timeout(120)
class EventsTest {
    @AutoClose
    private final TestingServer server;

    EventsTest(@TempDir Path directory) {
        server = new TestingServer(directory);
    }

    /** One message of a stream. */
    record Message(long id, String event, String data) {
        long seq() {
            return TestingServer.JSON.readTree(data).path("seq").asLong();
        }
    }

    /** A stream as a client reads it. */
    final class Stream implements AutoCloseable {
        private final InputStream body;
        private final BufferedReader lines;

        Stream(String query, String lastId) throws IOException, InterruptedException {
            var request = server.request("/api/v1/events" + query);
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            HttpResponse<InputStream> response =
                    server.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            body = response.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The next message. */
        Message next() throws IOException {
            long id = 0;
            String event = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && id > 0) {
                    return new Message(id, event, data);
                }
                if (line.startsWith("id: ")) {
                    id = Long.parseLong(line.substring(4));
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else {
                    assertThat(line.isEmpty() || line.startsWith(":")).as(line).isTrue();
                }
            }
            throw new java.io.EOFException("the stream ended");
        }

        String line() throws IOException {
            return lines.readLine();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    @Test
    void losesNothingAcrossReconnectsAndARestart() throws Exception {
        String run = server.run();
        String other = server.run("other");
        Thread writer = Thread.ofVirtual().name("writer").start(() -> {
            for (int i = 0; i < 50; i++) {
                server.runs.say(run, 20);
                server.runs.say(other, 2);
            }
        });
        List<Message> seen = new ArrayList<>();
        String last = "0";
        int connections = 0;
        while (seen.size() < 1_001) {
            connections++;
            if (connections == 3) {
                server.restart();
            }
            try (Stream stream = new Stream("?runs=" + run, last)) {
                for (int i = 0; i < 130 && seen.size() < 1_001; i++) {
                    Message message = stream.next();
                    seen.add(message);
                    last = String.valueOf(message.id());
                }
            }
        }
        writer.join();
        assertThat(connections).isGreaterThan(7);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).seq()).isEqualTo(i + 1);
            assertThat(seen.get(i).data()).contains("\"run\":\"" + run + "\"");
        }
        assertThat(seen.getFirst().event()).isEqualTo("state");
        assertThat(seen.getLast().event()).isEqualTo("text");
        assertThat(seen.stream().map(Message::id)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void startsWithTheNextEventUnlessAsked() throws Exception {
        String run = server.run();
        server.runs.say(run, 5);
        try (Stream stream = new Stream("", "")) {
            assertThat(stream.line()).isEqualTo(": paddock");
            server.runs.say(run, 1);
            assertThat(stream.next().seq()).isEqualTo(7);
        }
        try (Stream stream = new Stream("?task=fix&after=0", "")) {
            assertThat(stream.next().seq()).isEqualTo(1);
        }
    }

    @Test
    void showsSignsOfLife() throws Exception {
        try (Stream stream = new Stream("", "")) {
            List<String> lines = List.of(stream.line(), stream.line(), stream.line(), stream.line(), stream.line());
            assertThat(lines).containsExactly(": paddock", "", ":", "", ":");
        }
    }

    @Test
    void endsItsStreamsWhenItStops() throws Exception {
        try (Stream stream = new Stream("", "")) {
            assertThat(stream.line()).isEqualTo(": paddock");
            server.restart();
            org.assertj.core.api.Assertions.assertThatThrownBy(stream::next).isInstanceOf(java.io.EOFException.class);
        }
    }

    @Test
    void bringsAllOfManyWatchersEverything() throws Exception {
        String run = server.run();
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(new Stream("?runs=" + run + "&after=0", ""));
        }
        HttpResponse<String> refused = server.get("/api/v1/events");
        assertThat(refused.statusCode()).isEqualTo(429);
        server.runs.say(run, 99);
        for (Stream stream : streams) {
            for (int i = 1; i <= 100; i++) {
                assertThat(stream.next().seq()).isEqualTo(i);
            }
            stream.close();
        }
    }

    @Test
    void refusesUnknownRuns() throws Exception {
        assertThat(server.get("/api/v1/events?runs=nope").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/events?after=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void streamsAWholeJournalAsItIsStored() throws Exception {
        String run = server.run();
        server.runs.say(run, 1_200);
        List<String> stored = server.store.read(query -> query.events(run, 0, 10_000)).stream()
                .map(dev.paddock.event.Event::json)
                .toList();
        HttpResponse<String> all = server.get("/api/v1/runs/" + run + "/events");
        assertThat(all.headers().firstValue("Content-Type").orElse("")).startsWith("application/x-ndjson");
        assertThat(all.body().lines()).containsExactlyElementsOf(stored);
        HttpResponse<String> rest = server.get("/api/v1/runs/" + run + "/events?after=1190");
        assertThat(rest.body().lines()).containsExactlyElementsOf(stored.subList(1190, 1201));
        assertThat(server.get("/api/v1/runs/" + run + "/verify").body()).contains("\"ok\":true");
    }
}
