package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
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
            """;

    @AutoClose
    private final TestClient ask = new TestClient(SCRIPT);

    @Test
    void streamsAResponseWithTheToolsOfCodex() throws Exception {
        List<JsonNode> events = TestClient.events(ask.codex("fix it", true).body());
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

        JsonNode whole = TestClient.json(ask.codex("fix it", false).body());
        assertThat(whole.at("/output/3/arguments")).isEqualTo(response.at("/output/3/arguments"));
        assertThat(whole.at("/output/3/call_id")).isNotEqualTo(response.at("/output/3/call_id"));
    }

    @Test
    void streamsAChatWithItsUsage() throws Exception {
        // Without a tool that edits the act has no form; this agent is taken for Gemini CLI by its shell tool.
        List<JsonNode> chunks =
                TestClient.events(ask.chat("fix it", true).body().replace("data: [DONE]", ""));
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

        JsonNode whole = TestClient.json(ask.chat("fix it", false).body());
        assertThat(whole.at("/choices/0/message/content").asString()).isEqualTo("fixing it");
        assertThat(whole.at("/choices/0/message/reasoning_content").asString()).isEqualTo("hm");
        assertThat(whole.at("/choices/0/message/tool_calls").size()).isEqualTo(2);
        assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void streamsContentWithTheToolsOfGeminiCli() throws Exception {
        List<JsonNode> chunks = TestClient.events(ask.gemini("fix it").body());
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
        assertThat(TestClient.json(ask.countTokens().body()).path("totalTokens").asInt())
                .isPositive();
    }

    @Test
    void refusesInTheFormOfEachApi() throws Exception {
        assertThat(TestClient.json(ask.send("/responses", "[]").body())
                        .at("/error/type")
                        .asString())
                .isEqualTo("invalid_request_error");
        HttpResponse<String> unknown = ask.codex("what?", true);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(TestClient.json(unknown.body()).at("/error/message").asString())
                .contains("no dialogue answers");
        assertThat(TestClient.json(ask.send("/v1beta/models/x:generateContent", "{}")
                                .body())
                        .at("/error/status")
                        .asString())
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(ask.send("/responses/x", "{}").statusCode()).isEqualTo(404);
        assertThat(ask.send("/v1beta/files", "{}").statusCode()).isEqualTo(404);
        assertThat(ask.send("/chat/completions", "{\"model\": \"m\", \"messages\": [{\"role\": \"none\"}]}")
                        .statusCode())
                .isEqualTo(400);
    }
}
