package dev.paddock.rehearsal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A script that is played, and a client that asks as each program does. */
final class TestClient implements AutoCloseable {
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
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    TestClient(String script) {
        this.base = rehearsal.endpoint("one", Script.parse(script));
    }

    HttpResponse<String> codex(String goal, boolean stream) throws Exception {
        return post("/responses", CODEX, goal, stream);
    }

    HttpResponse<String> chat(String goal, boolean stream) throws Exception {
        return post("/chat/completions", CHAT, goal, stream);
    }

    HttpResponse<String> countTokens() throws Exception {
        return send("/v1beta/models/gemini-x:countTokens", GEMINI);
    }

    HttpResponse<String> gemini(String goal) throws Exception {
        return post("/v1beta/models/gemini-x:streamGenerateContent?alt=sse", GEMINI, goal, true);
    }

    private HttpResponse<String> post(String path, String body, String goal, boolean stream) throws Exception {
        return send(path, body.replace("GOAL", goal).replace("STREAM", Boolean.toString(stream)));
    }

    HttpResponse<String> send(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(String text) {
        return Messages.JSON.readTree(text);
    }

    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        stream.lines().filter(line -> line.startsWith("data: ")).forEach(line -> events.add(json(line.substring(6))));
        return events;
    }

    @Override
    public void close() {
        client.shutdownNow();
        rehearsal.close();
    }
}
