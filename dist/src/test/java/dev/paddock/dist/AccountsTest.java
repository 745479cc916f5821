package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts and keys of one task, from the command to a vendor on loopback, with an agent that looks everywhere for them. */
class AccountsTest {
    private static final String FIRST = "planted-first-key-4711";
    private static final String SECOND = "planted-second-key-4712";
    private static final String LAUNCH = "planted-launch-key-4713";

    /** Asks the model's server for something, and looks for what must not be there. */
    private static final String AGENT = """
            name: asker
            protocol: command
            command: [sh, -c, "{{goal}}"]
            models:
              - route: openai-compatible
                address: MODEL_URL
                key: MODEL_KEY
            """;

    private static final String GOAL = """
            { env; cat /proc/*/environ /proc/*/cmdline; } 2>/dev/null | tr '\\0' '\\n' > found.txt
            grep -rs 'plante[d]-' /home /tmp /etc /paddock /dev/shm /run /var >> found.txt
            curl -sS "$MODEL_URL/models" -H "Authorization: Bearer $MODEL_KEY"
            echo; echo searched >> found.txt
            """;

    @TempDir
    private static Path directory;

    private static final ConcurrentLinkedQueue<String> arrived = new ConcurrentLinkedQueue<>();
    private static HttpServer vendor;
    private static Installation paddock;
    private static Repository repository;

    @BeforeAll
    static void install() throws IOException {
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.createContext("/", exchange -> {
            arrived.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = "{\"data\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        vendor.start();
        paddock = new Installation(directory.resolve("a home"));
        // The server is up before the variables with the keys are there, as in another terminal.
        paddock.paddock("up").ok();
        paddock.with("K1", FIRST).with("K2", SECOND).with("K3", LAUNCH);
        repository = Repository.create(directory.resolve("project"));
        Path file = Files.writeString(directory.resolve("asker.yaml"), AGENT);
        paddock.paddock("agent", "add", file.toString()).ok();
    }

    @AfterAll
    static void stop() {
        paddock.close();
        vendor.stop(0);
    }

    private static String keep(String name, String variable) {
        return paddock.paddock(
                        "auth",
                        "openai-compatible",
                        "--name",
                        name,
                        "--url",
                        "http://127.0.0.1:" + vendor.getAddress().getPort() + "/v1",
                        "--from-env",
                        variable)
                .ok()
                .out();
    }

    private static String run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", GOAL, "--agent", "asker", "--json"));
        arguments.addAll(List.of(more));
        return paddock.in(repository.directory(), arguments.toArray(String[]::new))
                .ok()
                .id();
    }

    @Test
    @Tag("A3")
    @Tag("A4")
    @Tag("E3")
    @Tag("attack-48")
    @Tag("attack-49")
    void theRightKeyReachesTheVendorAndIsNowhereElse() throws IOException {
        assertThat(keep("first", "K1") + keep("second", "K2")).contains("first", "second", "4711");
        assertThat(paddock.paddock("auth", "test").ok().out()).contains("the vendor accepts it");
        assertThat(arrived).containsExactlyInAnyOrder("Bearer " + FIRST, "Bearer " + SECOND);
        arrived.clear();

        String byName = run("--account", "first");
        String byDefault = run();
        String byKey = run("--key", "openai-compatible=K3");
        assertThat(arrived).containsExactly("Bearer " + FIRST, "Bearer " + SECOND, "Bearer " + LAUNCH);
        paddock.paddock("auth", "use", "openai-compatible", "first").ok();
        run();
        assertThat(arrived).last().isEqualTo("Bearer " + FIRST);

        for (String id : List.of(byName, byDefault, byKey)) {
            assertThat(paddock.paddock("diff", id).ok().out())
                    .contains("searched", "MODEL_URL=http://127.0.0.1:3128")
                    .doesNotContain("planted-");
            assertThat(paddock.paddock("logs", id, "--json").ok().out()).doesNotContain("planted-");
        }
        assertThat(paddock.paddock("auth", "list", "--json").ok().out()).doesNotContain("planted-");
        theHomeHoldsThemInTheirFilesOnly();
        Processes.assertNoneShows("planted-");

        // Another server has no key of one task any more, and says so to the agent.
        paddock.paddock("down").ok();
        paddock.paddock("up").ok();
        arrived.clear();
        paddock.paddock("say", byKey, "curl -sS $MODEL_URL/models", "--json").ok();
        paddock.awaitText(byKey, "kept in memory only");
        assertThat(arrived).isEmpty();

        paddock.paddock("auth", "remove", "openai-compatible", "--name", "second")
                .ok();
        assertThat(paddock.paddock("run", GOAL, "--agent", "asker", "--account", "second")
                        .exitCode())
                .isEqualTo(6);
    }

    private static void theHomeHoldsThemInTheirFilesOnly() {
        String kept =
                paddock.home().resolve("secrets/accounts/openai-compatible").toString();
        assertThat(filesWith(FIRST)).containsExactly(kept + "/first.json");
        assertThat(filesWith(SECOND)).containsExactly(kept + "/second.json");
        assertThat(filesWith(LAUNCH)).isEmpty();
    }

    /** Files of the home that hold a text, databases and logs too. */
    private static List<String> filesWith(String text) {
        List<String> search = List.of("grep", "-rlaFs", text, paddock.home().toString());
        return Done.of(directory, System.getenv(), search).out().lines().toList();
    }
}
