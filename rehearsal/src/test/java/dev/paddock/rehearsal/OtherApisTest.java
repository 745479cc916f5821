package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One script over the APIs of OpenAI and Gemini. */
@Tag("A8")
class OtherApisTest {
    private static final String SCRIPT = """
            version: 1
            name: test
            pace: {chars: 5, every: 0ms}
            dialogues:
              - when: fix
                steps:
                  - thinking: hm
                    text: fixing it
                    plan:
                      - in_progress: Fix it
                    do:
                      - run: make test
                        why: See it fail
                      - edit: a.txt
                        old: one
                        new: two
                    usage: {input: 10, cacheRead: 20, cacheWrite: 3, output: 7}
                  - text: fixed
              - when: minute
                steps: [{error: {limit: requests, resets: 90s}}]
              - when: tokens
                steps: [{error: {limit: tokens, resets: 1500ms}}]
              - when: day
                steps: [{error: {limit: usage, resets: 20m}}]
              - when: overloaded
                steps: [{error: {}}]
              - when: cut
                steps:
                  - text: some text that is cut
                    cut: {after: 2}
            """;
    private static final String CODEX = """
            {"model": "gpt-6.1-sol", "stream": STREAM, "store": false,
             "tools": [{"type": "function", "name": "exec_command"}, {"type": "function", "name": "update_plan"},
                       {"type": "custom", "name": "apply_patch"}],
             "input": [{"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "You are"}]},
                       {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "GOAL"}]}]}
            """;
    private static final String CHAT = """
            {"model": "local", "stream": STREAM, "stream_options": {"include_usage": true},
             "tools": [{"type": "function", "function": {"name": "run_shell_command"}}],
             "messages": [{"role": "system", "content": "You are"}, {"role": "user", "content": "GOAL"}]}
            """;
    private static final String GEMINI = """
            {"tools": [{"functionDeclarations": [{"name": "run_shell_command"}, {"name": "replace"}]}],
             "contents": [{"role": "user", "parts": [{"text": "<session_context>x</session_context>"}, {"text": "GOAL"}]}]}
            """;

    private final Rehearsal rehearsal = Rehearsal.start();
    private final URI base = rehearsal.endpoint("one", Script.parse(SCRIPT));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.shutdownNow();
        rehearsal.close();
    }

    @Test
    void streamsAResponseWithTheToolsOfCodex() throws Exception {
        List<JsonNode> events = events(codex("fix it", true).body());
        assertThat(events.stream().map(event -> event.path("type").asString()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.custom_tool_call_input.delta",
                        "response.custom_tool_call_input.done",
                        "response.completed");
        assertThat(events)
                .extracting(event -> event.path("sequence_number").asInt())
                .isSorted();
        JsonNode response = events.getLast().path("response");
        assertThat(response.at("/output/1/content/0/text").asString()).isEqualTo("fixing it");
        assertThat(response.at("/output/2/arguments").asString())
                .isEqualTo("{\"plan\":[{\"step\":\"Fix it\",\"status\":\"in_progress\"}]}");
        assertThat(response.at("/output/3/arguments").asString()).contains("\"cmd\":\"make test\"");
        assertThat(response.at("/output/4/type").asString()).isEqualTo("custom_tool_call");
        assertThat(response.at("/output/4/input").asString())
                .isEqualTo("*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** End Patch\n");
        assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(33);
        assertThat(response.at("/usage/input_tokens_details/cached_tokens").asInt())
                .isEqualTo(20);
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(7);

        JsonNode whole = json(codex("fix it", false).body());
        assertThat(whole.at("/output/3/arguments")).isEqualTo(response.at("/output/3/arguments"));
        assertThat(whole.at("/output/3/call_id")).isNotEqualTo(response.at("/output/3/call_id"));
    }

    @Test
    void streamsAChatWithItsUsage() throws Exception {
        // Without a tool that edits the act has no form; this agent is taken for Gemini CLI by its shell tool.
        List<JsonNode> chunks =
                events(post("/chat/completions", CHAT, "fix it", true).body().replace("data: [DONE]", ""));
        StringBuilder said = new StringBuilder();
        chunks.forEach(chunk -> said.append(chunk.at("/choices/0/delta/content").asString("")));
        assertThat(said).hasToString("fixing it");
        assertThat(chunks)
                .anyMatch(chunk -> chunk.at("/choices/0/delta/tool_calls/0/function/name")
                        .asString("")
                        .equals("run_shell_command"));
        assertThat(chunks)
                .anyMatch(chunk ->
                        chunk.at("/choices/0/finish_reason").asString("").equals("tool_calls"));
        assertThat(chunks.getLast().at("/usage/prompt_tokens").asInt()).isEqualTo(33);
        assertThat(chunks.getLast()
                        .at("/usage/prompt_tokens_details/cached_tokens")
                        .asInt())
                .isEqualTo(20);

        JsonNode whole = json(post("/chat/completions", CHAT, "fix it", false).body());
        assertThat(whole.at("/choices/0/message/content").asString()).isEqualTo("fixing it");
        assertThat(whole.at("/choices/0/message/reasoning_content").asString()).isEqualTo("hm");
        assertThat(whole.at("/choices/0/message/tool_calls").size()).isEqualTo(2);
        assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void streamsContentWithTheToolsOfGeminiCli() throws Exception {
        List<JsonNode> chunks = events(gemini("fix it").body());
        assertThat(chunks.getFirst().at("/candidates/0/content/parts/0/thought").asBoolean())
                .isTrue();
        List<JsonNode> calls = chunks.stream()
                .map(chunk -> chunk.at("/candidates/0/content/parts/0/functionCall"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(calls)
                .extracting(call -> call.path("name").asString())
                .containsExactly("run_shell_command", "replace");
        assertThat(calls.get(0).at("/args/command").asString()).isEqualTo("make test");
        assertThat(calls.get(1).at("/args/new_string").asString()).isEqualTo("two");
        JsonNode last = chunks.getLast();
        assertThat(last.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
        assertThat(last.at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(33);
        assertThat(last.at("/usageMetadata/cachedContentTokenCount").asInt()).isEqualTo(20);
        assertThat(last.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(7);
        assertThat(last.at("/modelVersion").asString()).isEqualTo("gemini-x");
        assertThat(json(send("/v1beta/models/gemini-x:countTokens", GEMINI).body())
                        .path("totalTokens")
                        .asInt())
                .isPositive();
    }

    @Test
    void saysWhenALimitIsLiftedInTheFormOfOpenAi() throws Exception {
        HttpResponse<String> minute = codex("a minute", true);
        assertThat(minute.statusCode()).isEqualTo(429);
        assertThat(minute.headers().firstValue("retry-after")).contains("90");
        assertThat(minute.headers().firstValue("x-ratelimit-reset-requests")).contains("1m30s");
        assertThat(json(minute.body()).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        HttpResponse<String> tokens = codex("tokens", true);
        assertThat(tokens.headers().firstValue("x-ratelimit-reset-tokens")).contains("2s");
        assertThat(json(tokens.body()).at("/error/type").asString()).isEqualTo("tokens");

        HttpResponse<String> day = codex("a day", true);
        JsonNode error = json(day.body()).path("error");
        assertThat(error.path("type").asString()).isEqualTo("usage_limit_reached");
        assertThat(error.path("resets_in_seconds").asInt()).isEqualTo(1_200);
        assertThat(error.path("resets_at").asLong()).isGreaterThan(Instant.now().getEpochSecond());
        assertThat(day.headers().firstValue("x-codex-primary-used-percent")).contains("100");
        assertThat(codex("overloaded", true).statusCode()).isEqualTo(529);
    }

    @Test
    void saysWhenALimitIsLiftedInTheFormOfGemini() throws Exception {
        HttpResponse<String> minute = gemini("a minute");
        assertThat(minute.statusCode()).isEqualTo(429);
        JsonNode error = json(minute.body()).path("error");
        assertThat(error.path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.at("/details/0/violations/0/quotaId").asString()).contains("PerMinute");
        assertThat(error.at("/details/1/retryDelay").asString()).isEqualTo("90s");
        assertThat(json(gemini("a day").body())
                        .at("/error/details/0/violations/0/quotaId")
                        .asString())
                .contains("PerDay");
        assertThat(gemini("overloaded").statusCode()).isEqualTo(503);
    }

    @Test
    void saysWhenALimitIsLiftedInTheFormOfAnthropic() throws Exception {
        HttpResponse<String> minute =
                send("/v1/messages", new Messages().user("a minute").body(true));
        assertThat(minute.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("0");
        assertThat(Instant.parse(minute.headers()
                        .firstValue("anthropic-ratelimit-requests-reset")
                        .orElseThrow()))
                .isAfter(Instant.now());
        assertThat(minute.headers().firstValue("retry-after")).contains("90");
        HttpResponse<String> day =
                send("/v1/messages", new Messages().user("a day").body(true));
        assertThat(day.headers().firstValue("anthropic-ratelimit-unified-status"))
                .contains("rejected");
        assertThat(Long.parseLong(day.headers()
                        .firstValue("anthropic-ratelimit-unified-reset")
                        .orElseThrow()))
                .isGreaterThan(Instant.now().getEpochSecond());
    }

    @Test
    void refusesInTheFormOfEachApi() throws Exception {
        assertThat(json(send("/responses", "[]").body()).at("/error/type").asString())
                .isEqualTo("invalid_request_error");
        HttpResponse<String> unknown = codex("what?", true);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(json(unknown.body()).at("/error/message").asString()).contains("no dialogue answers");
        assertThat(json(send("/v1beta/models/x:generateContent", "{}").body())
                        .at("/error/status")
                        .asString())
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(send("/responses/x", "{}").statusCode()).isEqualTo(404);
        assertThat(send("/v1beta/files", "{}").statusCode()).isEqualTo(404);
        assertThat(send("/chat/completions", "{\"model\": \"m\", \"messages\": [{\"role\": \"none\"}]}")
                        .statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> codex(String goal, boolean stream) throws Exception {
        return post("/responses", CODEX, goal, stream);
    }

    private HttpResponse<String> gemini(String goal) throws Exception {
        return post("/v1beta/models/gemini-x:streamGenerateContent?alt=sse", GEMINI, goal, true);
    }

    private HttpResponse<String> post(String path, String body, String goal, boolean stream) throws Exception {
        return send(path, body.replace("GOAL", goal).replace("STREAM", Boolean.toString(stream)));
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(String text) {
        return Messages.JSON.readTree(text);
    }

    private static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        stream.lines().filter(line -> line.startsWith("data: ")).forEach(line -> events.add(json(line.substring(6))));
        return events;
    }
}
