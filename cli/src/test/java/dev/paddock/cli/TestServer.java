package dev.paddock.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A small server on loopback that speaks as much of the API as the command needs: fixed answers, a journal over SSE, real git. */
final class TestServer implements AutoCloseable {
    static final String TOKEN = "test-token-3f9a";

    final Map<String, String> answers = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    final Map<String, String> bodies = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<String> lastEventIds = new ConcurrentLinkedQueue<>();

    private final HttpServer http;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("test-server-", 0).factory());
    private final List<String> events = new ArrayList<>();
    private int breakEvery;
    private @Nullable Path repository;

    TestServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
        answer("GET /health", "{\"ok\":true}");
        answer("GET /accounts", "{\"accounts\":[{\"vendor\":\"anthropic\",\"kind\":\"api-key\"}]}");
        answer("GET /agents", """
                {"agents":[{"name":"claude","protocol":"acp","installed":true,"models":["anthropic"]},
                           {"name":"shell","protocol":"command","installed":true,"models":[]}]}""");
        answer("GET /runs/r1", "{\"id\":\"r1\",\"agent\":\"claude\",\"state\":\"running\",\"seq\":2}");
        answer(
                "GET /tasks",
                "{\"tasks\":[{\"id\":\"t1\",\"name\":\"fix-login\",\"runs\":[{\"id\":\"r1\",\"agent\":\"claude\"}]}]}");
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** @param call as in {@code GET /tasks}; the path without query */
    TestServer answer(String call, String json) {
        answers.put(call, "200 " + json);
        return this;
    }

    TestServer refuse(String call, int status, String code, String detail) {
        answers.put(
                call,
                status + " {\"type\":\"about:blank\",\"title\":\"T\",\"status\":" + status + ",\"detail\":\"" + detail
                        + "\",\"code\":\"" + code + "\"}");
        return this;
    }

    /** Serves this bare repository at /git/p1.git. */
    TestServer git(Path bare) {
        repository = bare;
        return this;
    }

    /** The connection of an event stream breaks after so many events, each time. */
    TestServer breakingEvery(int n) {
        breakEvery = n;
        return this;
    }

    TestServer event(String json) {
        synchronized (events) {
            events.add(json);
            events.notifyAll();
        }
        return this;
    }

    /** Events of one run with seq and time filled in; each is the type and further fields. */
    TestServer run(String id, String... rest) {
        for (int i = 0; i < rest.length; i++) {
            event("{\"seq\":" + (i + 1) + ",\"run\":\"" + id + "\",\"time\":\"2026-01-01T00:00:0" + (i % 10) + "Z\","
                    + rest[i] + "}");
        }
        return this;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath().replaceFirst("^/api/v1", "");
            String call = exchange.getRequestMethod() + " " + path;
            requests.add(call);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Bearer " + TOKEN).equals(authorization) && !path.equals("/health")) {
                send(exchange, 401, "{\"title\":\"no\",\"detail\":\"no valid token\",\"code\":\"unauthenticated\"}");
            } else if (path.equals("/events")) {
                stream(exchange);
            } else if (path.startsWith("/git/")) {
                git(exchange, path);
            } else if (path.startsWith("/exec/")) {
                exec(exchange, path);
            } else {
                bodies.put(call, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                String answer = answers.get(call);
                if (answer == null) {
                    send(
                            exchange,
                            404,
                            "{\"title\":\"?\",\"detail\":\"there is no " + path + "\",\"code\":\"not-found\"}");
                } else {
                    send(exchange, Integer.parseInt(answer.substring(0, 3)), answer.substring(4));
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void stream(HttpExchange exchange) throws IOException {
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        lastEventIds.add(last == null ? "-" : last);
        int next = last == null ? 0 : Integer.parseInt(last);
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int sent = 0; breakEvery == 0 || sent < breakEvery; sent++) {
            String event = await(next++);
            out.write((": comment\nid: " + next + "\nevent: x\ndata: " + event + "\n\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private String await(int index) {
        synchronized (events) {
            while (events.size() <= index) {
                try {
                    events.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
            return events.get(index);
        }
    }

    private final ConcurrentHashMap<String, byte[]> inputs = new ConcurrentHashMap<>();

    /** A process that writes its input back to stdout, a warning to stderr, and ends with 7. */
    private void exec(HttpExchange exchange, String path) throws IOException {
        if (path.endsWith("/input")) {
            byte[] input = exchange.getRequestBody().readAllBytes();
            synchronized (inputs) {
                inputs.put("input", input);
                inputs.notifyAll();
            }
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        frame(out, 1, new byte[0]);
        synchronized (inputs) {
            while (!inputs.containsKey("input")) {
                try {
                    inputs.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
        byte[] input = inputs.getOrDefault("input", new byte[0]);
        int half = input.length / 2;
        frame(out, 1, java.util.Arrays.copyOfRange(input, 0, half));
        frame(out, 2, "warning\n".getBytes(StandardCharsets.UTF_8));
        frame(out, 1, java.util.Arrays.copyOfRange(input, half, input.length));
        frame(out, 3, "7".getBytes(StandardCharsets.UTF_8));
    }

    private static void frame(OutputStream out, int kind, byte[] bytes) throws IOException {
        out.write(java.nio.ByteBuffer.allocate(5)
                .put((byte) kind)
                .putInt(bytes.length)
                .array());
        out.write(bytes);
        out.flush();
    }

    /** Git's own CGI program. */
    private void git(HttpExchange exchange, String path) throws IOException {
        Path bare = repository;
        if (bare == null) {
            send(exchange, 404, "");
            return;
        }
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> env = builder.environment();
        env.put("GIT_PROJECT_ROOT", bare.toString());
        env.put("GIT_HTTP_EXPORT_ALL", "1");
        env.put("REMOTE_USER", "test");
        env.put("PATH_INFO", path.replaceFirst("/git/[^/]*", ""));
        env.put("REQUEST_METHOD", exchange.getRequestMethod());
        env.put(
                "QUERY_STRING",
                exchange.getRequestURI().getRawQuery() == null
                        ? ""
                        : exchange.getRequestURI().getRawQuery());
        put(env, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
        put(env, "HTTP_CONTENT_ENCODING", exchange.getRequestHeaders().getFirst("Content-Encoding"));
        put(env, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
        byte[] body = exchange.getRequestBody().readAllBytes();
        env.put("CONTENT_LENGTH", String.valueOf(body.length));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(body);
        }
        InputStream out = process.getInputStream();
        int status = 200;
        for (String line = headerLine(out); !line.isEmpty(); line = headerLine(out)) {
            String value = line.substring(line.indexOf(':') + 1).strip();
            if (line.startsWith("Status:")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(line.substring(0, line.indexOf(':')), value);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static void put(Map<String, String> env, String name, @Nullable String value) {
        if (value != null) {
            env.put(name, value);
        }
    }

    private static String headerLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    JsonNode body(String call) {
        return Json.parse(bodies.getOrDefault(call, "{}"));
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
