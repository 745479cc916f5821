package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Tag("A8")
class RehearsalTest {
    private static final byte[] SECRET = "a secret of enough bytes".getBytes(StandardCharsets.UTF_8);
    private static final String SCRIPT = """
            version: 1
            name: test
            pace: {chars: 5, every: 0ms}
            dialogues:
              - when: fix (\\w+)
                steps:
                  - thinking: hm
                    text: fixing {{match.1}}
                    tool: Bash
                    input: {command: "run {{match.1}} for {{goal}}", timeout: 5, flags: [true, 1.5, null]}
                  - text: fixed
              - when: stumble
                steps:
                  - error: {status: 529, retryAfter: 3, times: 2}
                  - text: up again
              - when: break
                steps:
                  - text: some text that is cut
                    cut: {after: 2, times: 1}
              - when: flood
                steps:
                  - text: "all work and no play\\n"
                    repeat: endless
              - when: ^deep(a|b)*$
                steps: [{text: found}]
              - when: ^slow(.*a){15}$
                steps: [{text: found}]
              - when: foreign
                steps:
                  - tool: Telephone
            """;

    private final Rehearsal rehearsal = Rehearsal.start(SECRET);
    private final URI base = rehearsal.endpoint("one", Script.parse(SCRIPT));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.shutdownNow();
        rehearsal.close();
    }

    @Test
    void playsTheNextStepAccordingToTheRequestAlone() throws Exception {
        Messages talk = new Messages().user("fix it");
        JsonNode first = Sse.message(stream(talk));
        assertThat(first.at("/content/0/thinking").asString()).isEqualTo("hm");
        assertThat(first.at("/content/1/text").asString()).isEqualTo("fixing it");
        assertThat(first.at("/content/2/name").asString()).isEqualTo("Bash");
        assertThat(first.at("/content/2/input").toString())
                .isEqualTo("{\"command\":\"run it for fix it\",\"timeout\":5,\"flags\":[true,1.5,null]}");
        assertThat(first.at("/stop_reason").asString()).isEqualTo("tool_use");

        JsonNode second = Sse.message(stream(talk.assistant("fixing it").toolResult("done")));
        assertThat(second.at("/content/0/text").asString()).isEqualTo("fixed");
        assertThat(second.at("/stop_reason").asString()).isEqualTo("end_turn");
    }

    @Test
    void givesTheSameAnswerWholeAsStreamedUnderAnotherIdentifier() throws Exception {
        Messages talk = new Messages().user("fix it");
        JsonNode streamed = Sse.message(stream(talk));
        JsonNode whole = Messages.JSON.readTree(send(talk.body(false)).body());
        assertThat(whole.at("/content/1/text")).isEqualTo(streamed.at("/content/1/text"));
        assertThat(whole.at("/content/2/input")).isEqualTo(streamed.at("/content/2/input"));
        assertThat(whole.at("/usage")).isEqualTo(streamed.at("/usage"));
        assertThat(whole.at("/id")).isNotEqualTo(streamed.at("/id"));
        assertThat(whole.at("/content/2/id")).isNotEqualTo(streamed.at("/content/2/id"));
    }

    @Test
    void streamsTheEventsInTheOrderOfTheApi() throws Exception {
        String events = stream(new Messages().user("fix it").assistant("x").toolResult("y"));
        assertThat(events.lines()
                        .filter(line -> line.startsWith("event: "))
                        .distinct()
                        .toList())
                .containsExactly(
                        "event: message_start",
                        "event: ping",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
    }

    @Test
    void failsAsOftenAsTheScriptSays() throws Exception {
        Messages talk = new Messages().user("stumble");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = send(talk.body(true));
            assertThat(response.statusCode()).isEqualTo(529);
            assertThat(response.headers().firstValue("retry-after")).contains("3");
            assertThat(Messages.JSON.readTree(response.body()).at("/error/type").asString())
                    .isEqualTo("overloaded_error");
        }
        assertThat(Sse.message(stream(talk)).at("/content/0/text").asString()).isEqualTo("up again");
    }

    @Test
    void breaksTheConnectionOnceAndThenAnswersWhole() throws Exception {
        Messages talk = new Messages().user("break");
        assertThatThrownBy(() -> send(talk.body(true))).isInstanceOf(IOException.class);
        assertThat(Sse.message(stream(talk)).at("/content/0/text").asString()).isEqualTo("some text that is cut");
    }

    @Test
    void refusesAToolThatTheAgentDoesNotOffer() throws Exception {
        HttpResponse<String> response = send(new Messages().user("foreign").body(true));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("invalid_request_error", "'Telephone'", "Bash");
    }

    @Test
    void saysThatNoDialogueFits() throws Exception {
        HttpResponse<String> response =
                send(new Messages().user("something else").body(true));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("script test", "something else");
    }

    @Test
    void survivesARegularExpressionThatNeverEnds() throws Exception {
        assertThat(send(new Messages().user("slow" + "a".repeat(60) + "!").body(true))
                        .body())
                .contains("too long");
        assertThat(send(new Messages().user("deep" + "ab".repeat(8_000)).body(true))
                        .statusCode())
                .isIn(200, 400);
    }

    @Test
    void endsAnEndlessTextAtTheLimitOfAWholeAnswer() throws Exception {
        JsonNode whole = Messages.JSON.readTree(
                send(new Messages().user("flood").body(false)).body());
        assertThat(whole.at("/stop_reason").asString()).isEqualTo("max_tokens");
        assertThat(whole.at("/content/0/text").asString().length()).isBetween(3_000, 4_096);
    }

    @Test
    void streamsAnEndlessTextUntilTheReaderLeaves() throws Exception {
        HttpRequest request = request(new Messages().user("flood").body(true));
        HttpResponse<java.io.InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var in = response.body()) {
            assertThat(in.readNBytes(1 << 20)).hasSize(1 << 20);
        }
        assertThat(Sse.message(stream(new Messages().user("stumble").assistant("x")))
                        .at("/stop_reason")
                        .asString())
                .isEqualTo("end_turn");
    }

    @Test
    void refusesWhatTheApiRefuses() throws Exception {
        assertThat(send("{\"max_tokens\":5,\"messages\":[]}").body()).contains("model: Field required");
        assertThat(send("{\"model\":\"m\",\"max_tokens\":5}").body()).contains("messages: Field required");
        assertThat(send("{\"model\":\"m\",\"messages\":[{}]}").body()).contains("max_tokens: Field required");
        assertThat(send("{\"model\":\"m\",\"max_tokens\":5,\"messages\":[{\"role\":\"x\"}]}")
                        .body())
                .contains("messages.0.role");
        assertThat(send("{").statusCode()).isEqualTo(400);
        HttpRequest unversioned = HttpRequest.newBuilder(URI.create(base + "/v1/messages"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(unversioned, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("anthropic-version: header is required");
    }

    @Test
    void countsTokensAndListsModels() throws Exception {
        HttpRequest count = HttpRequest.newBuilder(URI.create(base + "/v1/messages/count_tokens?beta=true"))
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "word".repeat(100)
                                + "\"}]}"))
                .build();
        assertThat(Messages.JSON
                        .readTree(client.send(count, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .at("/input_tokens")
                        .asInt())
                .isBetween(100, 120);
        HttpRequest models =
                HttpRequest.newBuilder(URI.create(base + "/v1/models")).build();
        assertThat(client.send(models, HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"has_more\":false");
    }

    @Test
    void keepsThePathOfAConversationOverARestart() {
        try (Rehearsal again = Rehearsal.start(SECRET)) {
            assertThat(again.endpoint("one", Script.parse(SCRIPT)).getPath()).isEqualTo(base.getPath());
            assertThat(again.endpoint("two", Script.parse(SCRIPT)).getPath()).isNotEqualTo(base.getPath());
        }
        assertThat(rehearsal.endpoint("one", Script.builtin("default"))).isEqualTo(base);
    }

    @Test
    void answersNothingUnderAForgottenOrGuessedPath() throws Exception {
        assertThat(send(URI.create(base + "x/v1/messages"), "{}").statusCode()).isEqualTo(404);
        rehearsal.forget("one");
        assertThat(send("{}").statusCode()).isEqualTo(404);
    }

    @Test
    void servesHundredsOfAgentsAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> agents = IntStream.range(0, 300)
                    .<Callable<String>>mapToObj(i -> () -> {
                        URI own = rehearsal.endpoint("agent " + i, Script.parse(SCRIPT));
                        return Sse.message(send(
                                                own,
                                                "/v1/messages",
                                                new Messages().user("fix n" + i).body(true))
                                        .body())
                                .at("/content/1/text")
                                .asString();
                    })
                    .toList();
            var answers = threads.invokeAll(agents);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo("fixing n" + i);
            }
        }
    }

    private String stream(Messages talk) throws Exception {
        HttpResponse<String> response = send(talk.body(true));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        return response.body();
    }

    private HttpResponse<String> send(String body) throws Exception {
        return client.send(request(body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(URI own, String path, String body) throws Exception {
        return send(URI.create(own + path), body);
    }

    private HttpResponse<String> send(URI uri, String body) throws Exception {
        return client.send(request(uri, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String body) {
        return request(URI.create(base + "/v1/messages?beta=true"), body);
    }

    private static HttpRequest request(URI uri, String body) {
        return HttpRequest.newBuilder(uri)
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
