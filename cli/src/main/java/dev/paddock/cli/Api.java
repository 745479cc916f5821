package dev.paddock.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server's API, {@code /api/v1} of openapi.yaml. Stateless; safe for use by several threads. Paths are given below {@code /api/v1}. */
final class Api {
    private static final int CONNECT_MILLIS = 5_000;
    static final Duration USUAL = Duration.ofSeconds(60);
    private static final int MAX_ANSWER = 256 << 20;

    private final Endpoint endpoint;

    Api(Endpoint endpoint) {
        this.endpoint = endpoint;
        // The JDK would send a POST a second time when the connection breaks: a task started twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    Endpoint endpoint() {
        return endpoint;
    }

    JsonNode get(String path) {
        return Json.parse(getText(path));
    }

    String getText(String path) {
        return new String(getBytes(path), StandardCharsets.UTF_8);
    }

    byte[] getBytes(String path) {
        return get(path, USUAL);
    }

    private byte[] get(String path, Duration silence) {
        if (!LocalGet.fits(endpoint)) {
            return read(open("GET", path, null, silence, Map.of()));
        }
        try {
            LocalGet answer = LocalGet.ask(endpoint, "/api/v1" + path, silence, MAX_ANSWER);
            if (answer.status() < 200 || answer.status() >= 300) {
                throw Problem.of(answer.status(), new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    JsonNode post(String path, JsonNode body) {
        return post(path, body, USUAL);
    }

    JsonNode post(String path, @Nullable JsonNode body, Duration timeout) {
        String sent = body == null ? "" : body.toString();
        return send("POST", path, "application/json", sent, timeout);
    }

    JsonNode put(String path, JsonNode body) {
        return send("PUT", path, "application/json", body.toString(), USUAL);
    }

    void delete(String path) {
        read(open("DELETE", path, null, USUAL, Map.of()));
    }

    /** Deletes, and gives the server's answer. */
    byte[] deleted(String path) {
        return read(open("DELETE", path, null, USUAL, Map.of()));
    }

    JsonNode send(String method, String path, String type, String body, Duration timeout) {
        Map<String, String> headers = Map.of("Content-Type", type);
        byte[] answer = read(open(method, path, body.getBytes(StandardCharsets.UTF_8), timeout, headers));
        return answer.length == 0 ? Json.object() : Json.parse(new String(answer, StandardCharsets.UTF_8));
    }

    /** Whether a server answers at all, soon. Never throws. */
    boolean isHealthy() {
        try {
            byte[] _ = get("/health", Duration.ofSeconds(5));
            return true;
        } catch (CliException e) {
            return false;
        }
    }

    /**
     * The answer as a stream, which the caller closes; closing it early closes the connection.
     *
     * @param silence how long no byte may come
     * @throws CliException with the server's own words where it refuses; UNREACHABLE where it does not answer
     */
    InputStream open(
            String method, String path, byte @Nullable [] body, Duration silence, Map<String, String> headers) {
        HttpURLConnection connection = connect(method, path, silence);
        headers.forEach(connection::setRequestProperty);
        try {
            if (body != null) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(body.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            return answer(connection);
        } catch (IOException e) {
            connection.disconnect();
            throw unreachable(e);
        }
    }

    /**
     * Sends a stream, as it comes, until it ends.
     *
     * @throws CliException as {@link #open}
     */
    void upload(String path, InputStream source) {
        try {
            int status = new Upload(endpoint).post("/api/v1" + path, source);
            if (status >= 300) {
                throw Problem.of(status, "");
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** One segment of a path, or a value of a query. */
    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpURLConnection connect(String method, String path, Duration silence) {
        try {
            URI address = URI.create(endpoint.url() + "/api/v1" + path);
            URLConnection opened = endpoint.isLoopback()
                    ? address.toURL().openConnection(Proxy.NO_PROXY)
                    : address.toURL().openConnection();
            HttpURLConnection connection = (HttpURLConnection) opened;
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(Math.toIntExact(silence.toMillis()));
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Authorization", "Bearer " + endpoint.token());
            connection.setRequestProperty("Accept", "*/*");
            connection.setRequestProperty("User-Agent", "paddock/" + Version.current());
            return connection;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static InputStream answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status >= 200 && status < 300) {
            return new Answer(connection, connection.getInputStream());
        }
        InputStream stream = connection.getErrorStream();
        byte[] body = stream == null ? new byte[0] : stream.readNBytes(1 << 20);
        connection.disconnect();
        throw Problem.of(status, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] read(InputStream answer) {
        try (answer) {
            byte[] bytes = answer.readNBytes(MAX_ANSWER);
            if (bytes.length == MAX_ANSWER) {
                throw new CliException(ExitCode.SERVER_FAILED, "the server's answer is larger than 256 MiB", null);
            }
            return bytes;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private CliException unreachable(IOException e) {
        String next = endpoint.isLoopback()
                ? "`paddock status` says whether it is up; its log is in $PADDOCK_HOME/log."
                : "Check PADDOCK_URL and the network.";
        return new CliException(
                ExitCode.UNREACHABLE,
                "no answer from the server at " + endpoint + ": " + Sanitiser.line(String.valueOf(e.getMessage())),
                next,
                e);
    }

    /** Closing it closes the connection, whatever was not read. */
    private static final class Answer extends FilterInputStream {
        private final HttpURLConnection connection;

        Answer(HttpURLConnection connection, InputStream stream) {
            super(stream);
            this.connection = connection;
        }

        @Override
        public void close() {
            // First: closing the stream would read to its end to keep the connection, and a live stream has none.
            connection.disconnect();
        }
    }
}
