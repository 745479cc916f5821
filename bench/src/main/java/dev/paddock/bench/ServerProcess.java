package dev.paddock.bench;

import dev.paddock.process.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server with a home of its own, started as the {@code paddock} command starts one. For one thread; closing it stops all runs. */
final class ServerProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final Process process;
    private final Path collections;
    private final Path file;
    private final String url;
    private final String token;
    /** From the process's start to its first answer. */
    final double readyMillis;

    private ServerProcess(Path home, Installed installed, Map<String, String> settings) throws Exception {
        Files.createDirectories(home);
        collections = home.resolve("gc.log");
        Map<String, String> environment = environment(home);
        environment.putAll(settings);
        long start = System.nanoTime();
        process = Processes.startDetached(
                List.of(
                        installed.java(),
                        "@" + installed.dist() + "/options/server",
                        "-Xlog:gc:file=" + collections + "::filecount=0",
                        "-XX:AOTCache=" + installed.dist() + "/aot/server.aot",
                        "-Dpaddock.dist=" + installed.dist(),
                        "-cp",
                        installed.serverClassPath(),
                        "dev.paddock.server.Main"),
                environment,
                home,
                home.resolve("server.out"));
        file = home.resolve("server.json");
        try {
            url = url(file);
            while (!answers(URI.create(url))) {
                Thread.sleep(2);
            }
            readyMillis = (System.nanoTime() - start) / 1e6;
            token = Files.readString(home.resolve("token")).strip();
        } catch (IOException | InterruptedException e) {
            Processes.killTree(process);
            throw e;
        }
    }

    static ServerProcess start(Path home, Installed installed) throws Exception {
        return start(home, installed, Map.of());
    }

    /** @param settings variables {@code PADDOCK_…} */
    static ServerProcess start(Path home, Installed installed, Map<String, String> settings) throws Exception {
        return new ServerProcess(home, installed, settings);
    }

    /** The most that its heap held so far, garbage included, as its collector logs it; it may never hold more than 512 MiB. */
    double heapMebibytes() throws IOException {
        Matcher before = Pattern.compile(" (\\d+)M->").matcher(Files.readString(collections));
        double most = 0;
        while (before.find()) {
            most = Math.max(most, Double.parseDouble(before.group(1)));
        }
        return most;
    }

    /** Where it listens, with the way to the API. */
    URI uri(String path) {
        return URI.create(url + path);
    }

    String token() {
        return token;
    }

    /** This process's environment without what would reach a model or another server. */
    static Map<String, String> environment(Path home) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment
                .keySet()
                .removeIf(name -> name.startsWith("ANTHROPIC_")
                        || (name.startsWith("PADDOCK_") && !name.equals("PADDOCK_AGENTS")));
        environment.put("PADDOCK_HOME", home.toString());
        return environment;
    }

    private String url(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            if (Files.exists(file)) {
                return JSON.readTree(Files.readString(file)).path("url").asString() + "/api/v1";
            }
            Thread.sleep(2);
        }
        throw new IOException("the server does not start; see " + file.resolveSibling("server.out") + ": "
                + Files.readString(file.resolveSibling("server.out")));
    }

    /** Over a plain socket: a client of Java's that is still to be loaded would be timed with the server. */
    private static boolean answers(URI url) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String request = "GET " + url.getPath() + "/health HTTP/1.1\r\nHost: " + url.getAuthority()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII)
                    .equals("HTTP/1.1 200 ");
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    private HttpRequest.Builder signed(String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    /** Kills it as a crash would; its runs go on. */
    void kill() throws IOException {
        end(process.toHandle().destroyForcibly());
    }

    /** Ends it with SIGTERM; its runs go on. */
    void terminate() throws IOException {
        end(process.toHandle().destroy());
    }

    private void end(boolean asked) throws IOException {
        http.shutdownNow();
        process.onExit().join();
        // The next one's address is not to be taken from this one's.
        Files.deleteIfExists(file);
        if (!asked) {
            throw new IOException("the server had ended by itself; see " + file.resolveSibling("server.out"));
        }
    }

    JsonNode read(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path));
    }

    String get(String path) throws IOException, InterruptedException {
        return ok(http.send(signed(path).build(), BodyHandlers.ofString()));
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        HttpRequest request = signed(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        String answer = ok(http.send(request, BodyHandlers.ofString()));
        // Some answers are many lines of JSON: the first one is enough here.
        return JSON.readTree(answer.lines().findFirst().orElse("{}"));
    }

    private static String ok(HttpResponse<String> response) throws IOException {
        if (response.statusCode() >= 300) {
            throw new IOException(
                    response.request().uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** A run's journal. */
    List<JsonNode> journal(String run) throws IOException, InterruptedException {
        return get("/runs/" + run + "/events").lines().map(JSON::readTree).toList();
    }

    /** Opens the live stream of all events from now on; it is open when this returns. */
    Live events() throws IOException, InterruptedException {
        return new Live(new BufferedReader(new InputStreamReader(
                http.send(signed("/events").build(), BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8)));
    }

    record Live(BufferedReader lines) implements AutoCloseable {
        /** The next event; waits for it. */
        JsonNode next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    return JSON.readTree(line.substring("data: ".length()));
                }
            }
            throw new IOException("the live stream ended");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** What the kernel counts as its resident memory. */
    double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    @Override
    public void close() throws IOException {
        if (!process.isAlive()) {
            return;
        }
        try {
            post("/shutdown?runs=stop", Map.of());
            process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            http.shutdownNow();
            Processes.killTree(process);
            process.onExit().join();
        }
    }
}
