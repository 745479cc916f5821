package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    @TempDir
    Path directory;

    @AutoClose
    TestingServer server;

    @BeforeEach
    void start() {
        server = new TestingServer(directory);
    }

    private String call(String path, String... headers) throws IOException {
        return RawHttp.send(
                server.port(), "GET " + path + " HTTP/1.1\n" + String.join("\n", headers) + "\nConnection: close\n\n");
    }

    private String host() {
        return "Host: 127.0.0.1:" + server.port();
    }

    private String bearer() {
        return "Authorization: Bearer " + server.token;
    }

    @Test
    @Tag("attack-72")
    void answersToItsOwnNamesOnly() throws Exception {
        int port = server.port();
        for (String good : List.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port)) {
            assertThat(RawHttp.status(call("/api/v1/status", "Host: " + good, bearer())))
                    .as(good)
                    .isEqualTo(200);
        }
        List<String> bad = List.of(
                "evil.example:" + port,
                "127.0.0.1",
                "localhost",
                "127.0.0.1:1",
                "127.0.0.1.evil.example:" + port,
                "localhost.:" + port,
                "127.1:" + port,
                "2130706433:" + port,
                "0.0.0.0:" + port,
                "user@127.0.0.1:" + port,
                "[::ffff:127.0.0.1]:" + port,
                "");
        for (String host : bad) {
            assertThat(RawHttp.status(call("/api/v1/status", "Host: " + host, bearer())))
                    .as(host)
                    .isIn(400, 403);
            assertThat(RawHttp.status(call("/api/v1/health", "Host: " + host)))
                    .as(host)
                    .isIn(400, 403);
        }
        assertThat(RawHttp.status(call("/api/v1/health", host(), "Host: evil.example")))
                .isIn(400, 403);
        assertThat(RawHttp.status(call("http://evil.example/api/v1/health", host())))
                .isIn(400, 403);
    }

    @Test
    @Tag("attack-73")
    void refusesForeignOriginsOnEveryCall() throws Exception {
        String own = "http://127.0.0.1:" + server.port();
        assertThat(RawHttp.status(call("/api/v1/status", host(), bearer(), "Origin: " + own)))
                .isEqualTo(200);
        List<String> bad = List.of(
                "null",
                "http://evil.example",
                "https://127.0.0.1:" + server.port(),
                "http://127.0.0.1",
                "http://localhost:" + server.port(),
                own + "/",
                own + ".evil.example",
                "");
        for (String origin : bad) {
            String answer = call("/api/v1/status", host(), bearer(), "Origin: " + origin);
            assertThat(RawHttp.status(answer)).as(origin).isEqualTo(403);
        }
        assertThat(RawHttp.status(call("/api/v1/health", host(), "Origin: null")))
                .isEqualTo(403);
        assertThat(RawHttp.status(call("/api/v1/status", host(), bearer(), "Sec-Fetch-Site: cross-site")))
                .isEqualTo(403);
        String post = "POST /api/v1/shutdown HTTP/1.1\n" + host() + "\n" + bearer()
                + "\nOrigin: null\nContent-Length: 0\nConnection: close\n\n";
        assertThat(RawHttp.status(RawHttp.send(server.port(), post))).isEqualTo(403);
        assertThat(server.shutdown).isNotDone();
    }

    @Test
    @Tag("attack-74")
    void refusesForeignOriginsOnLiveEvents() throws Exception {
        assertThat(RawHttp.status(call("/api/v1/events", host(), bearer(), "Origin: http://evil.example")))
                .isEqualTo(403);
        assertThat(RawHttp.status(call("/api/v1/events", host(), "Origin: http://evil.example")))
                .isEqualTo(403);
    }

    @Test
    @Tag("attack-75")
    void takesTheTokenFromTheHeaderOnly() throws Exception {
        String basic = Base64.getEncoder()
                .encodeToString(("paddock:" + server.token).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(RawHttp.status(call("/api/v1/status", host(), "Authorization: Basic " + basic)))
                .isEqualTo(200);
        List<String> bad = List.of(
                "X-None: 1",
                "Authorization: Bearer ",
                "Authorization: Bearer x" + server.token,
                "Authorization: Bearer " + server.token.substring(1),
                "Authorization: Bearer " + server.token.toUpperCase(java.util.Locale.ROOT),
                "Authorization: " + server.token,
                "Authorization: Basic " + server.token,
                "Authorization: Basic !!!",
                bearer() + "\n" + bearer(),
                "Cookie: token=" + server.token);
        for (String header : bad) {
            String answer = call("/api/v1/status", host(), header);
            assertThat(RawHttp.status(answer)).as(header).isEqualTo(401);
            assertThat(answer).contains("WWW-Authenticate").doesNotContain(server.token);
        }
        assertThat(RawHttp.status(call("/api/v1/status?token=" + server.token, host())))
                .isEqualTo(401);
        assertThat(RawHttp.status(call("/api/v1/status?access_token=" + server.token, host(), bearer())))
                .isEqualTo(401);
        assertThat(RawHttp.status(call("/" + server.token + "@/api/v1/status", host())))
                .isEqualTo(401);
    }

    @Test
    @Tag("attack-78")
    void givesNothingToCallersWithoutTheToken() throws Exception {
        for (String route : server.routes()) {
            String verb = route.substring(0, route.indexOf(' '));
            String path = route.substring(route.indexOf(' ') + 1)
                    .replaceAll("\\{[a-z]+\\}", "x")
                    .replace("*", "x.git/info/refs?service=git-upload-pack");
            String request = verb + " " + path + " HTTP/1.1\n" + host() + "\nContent-Length: 0\nConnection: close\n\n";
            assertThat(RawHttp.status(RawHttp.send(server.port(), request)))
                    .as(route)
                    .isEqualTo(path.equals("/api/v1/health") ? 200 : 401);
        }
        assertThat(RawHttp.status(call("/nothing", host()))).isEqualTo(401);
        assertThat(server.shutdown).isNotDone();
    }

    @Test
    void keepsItsTokenToItself() throws Exception {
        assertThat(server.token).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.home.token())))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesATokenThatOthersCanRead() throws Exception {
        Path file = directory.resolve("open");
        Files.writeString(file, "a".repeat(43));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Token.at(file)).hasMessageContaining("read by others");
    }
}
