package dev.paddock.run;

import com.sun.net.httpserver.HttpServer;
import dev.paddock.gateway.Anthropic;
import dev.paddock.gateway.Credential;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model that is out of reach until it is opened, and then has an answer to everything; and an agent that asks it once a turn. */
final class TestingModel implements Models {
    static final String AGENT = "tiny";
    /** An address of its own, so that nobody else takes the port while nothing listens there. */
    static final String HOST = "127.83.17.5";

    private final int port;
    private volatile @Nullable Duration refusing; // set by the test, read for each request
    private @Nullable HttpServer upstream;

    TestingModel() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Describes the agent to a server's {@link dev.paddock.agent.Agents}. */
    static void describe(Path root) throws IOException {
        try (var agent = TestingModel.class.getResourceAsStream("/acp/tiny-agent.mjs")) {
            String script = new String(agent.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(root.resolve("agents/" + AGENT + ".yaml"), """
                    name: tiny
                    protocol: acp
                    command: [node, /home/agent/tiny.mjs]
                    needs: [node]
                    models: [{route: anthropic, address: MODEL}]
                    files:
                      tiny.mjs: |
                    """ + script.indent(4));
        }
    }

    void open() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(HOST, port), 0);
        server.createContext("/v1/messages", exchange -> {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            byte[] answer = "{\"type\":\"message\",\"content\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            Duration wait = refusing;
            if (wait != null) {
                exchange.getResponseHeaders().set("Retry-After", Long.toString(wait.toSeconds()));
            }
            exchange.sendResponseHeaders(wait == null ? 200 : 429, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        upstream = server;
    }

    /** Its limit is used up, and lifted after that time; null for no limit. */
    void refuse(@Nullable Duration until) {
        refusing = until;
    }

    void cut() {
        if (upstream != null) {
            upstream.stop(0);
            upstream = null;
        }
    }

    @Override
    public void check(Task task, String vendor) {}

    @Override
    public ModelRoute route(Task task, Run run, String vendor) {
        return new ModelRoute(
                new Anthropic(), URI.create("http://" + HOST + ":" + port), () -> Optional.of(Credential.none()));
    }

    @Override
    public void release(Run run) {}
}
