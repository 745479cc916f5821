package dev.paddock.workspace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.paddock.environment.TestingAuthority;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A git host on loopback: git's own http-backend behind TLS with an authority of its own, and Basic sign-in. While it answers, it looks for a text in the command
 * lines and environments of all processes.
 */
final class PrivateHost implements AutoCloseable {
    final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    final Path authority;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer server;
    private final Path repositories;
    private final String expected;
    private final String watched;
    volatile @Nullable String redirect;
    volatile int status = 401;

    /**
     * Begins to serve.
     *
     * @param repositories directory of bare repositories
     * @param watched what no process may show
     */
    PrivateHost(Path directory, Path repositories, String user, String token, String watched) {
        this.repositories = repositories;
        this.watched = watched;
        this.expected =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8));
        this.authority = directory.resolve("authority.pem");
        try {
            Files.createDirectories(directory);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(directory.resolve("store.p12"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String name() {
        return "localhost:" + server.getAddress().getPort();
    }

    String url(String repository) {
        return "https://" + name() + "/" + repository;
    }

    private SSLContext tls(Path store) throws IOException {
        TestingAuthority.make("localhost", store, authority);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, TestingAuthority.PASSWORD.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, TestingAuthority.PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(String.valueOf(authorization));
        look();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String to = redirect;
        try (exchange) {
            if (!expected.equals(authorization)) {
                boolean asked = status == 401;
                if (asked) {
                    exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                }
                exchange.sendResponseHeaders(status, -1);
            } else if (to != null) {
                exchange.getResponseHeaders()
                        .add("Location", to + exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(301, -1);
            } else {
                backend(exchange, body);
            }
        }
    }

    private void backend(HttpExchange exchange, byte[] body) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String coding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        String query = exchange.getRequestURI().getQuery();
        byte[] answer = Processes.run(Command.of("git", "http-backend")
                        .environment(Map.of(
                                "PATH",
                                "/usr/bin:/bin",
                                "GIT_PROJECT_ROOT",
                                repositories.toString(),
                                "GIT_HTTP_EXPORT_ALL",
                                "1",
                                "GIT_CONFIG_GLOBAL",
                                "/dev/null",
                                "REQUEST_METHOD",
                                exchange.getRequestMethod(),
                                "PATH_INFO",
                                exchange.getRequestURI().getPath(),
                                "QUERY_STRING",
                                query == null ? "" : query,
                                "CONTENT_TYPE",
                                type == null ? "" : type,
                                "HTTP_CONTENT_ENCODING",
                                coding == null ? "" : coding))
                        .input(body))
                .output();
        int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        int code = 200;
        for (String line : new String(answer, 0, end, StandardCharsets.ISO_8859_1).split("\r\n")) {
            String[] parts = line.split(": ", 2);
            if (parts[0].equals("Status")) {
                code = Integer.parseInt(parts[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(parts[0], parts[1]);
            }
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(answer, end + 4, answer.length - end - 4);
        exchange.sendResponseHeaders(code, content.size() == 0 ? -1 : content.size());
        try (OutputStream out = exchange.getResponseBody()) {
            content.writeTo(out);
        }
    }

    /** Notes every process that shows the watched text, the tests' own left out. */
    private void look() throws IOException {
        List<Path> processes;
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            processes = all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList();
        }
        for (Path process : processes) {
            for (String file : List.of("cmdline", "environ")) {
                String text = text(process.resolve(file));
                if (text.contains(watched)) {
                    seen.add(file + " of " + text.replace('\0', ' '));
                }
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Ended, or another user's.
            return "";
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
