package dev.paddock.workspace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Processes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts {@link GitHttp} behind a real HTTP server on loopback, as a server does it, without asking who comes. */
final class GitDoor implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final GitHttp git;

    GitDoor(GitHttp git) throws IOException {
        this.git = git;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/git/", this::serve);
        server.start();
    }

    String url(String project) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/git/" + project + ".git";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/git/".length());
        int end = path.indexOf(".git");
        String query = exchange.getRequestURI().getQuery();
        Process process;
        try {
            process = git.start(
                    path.substring(0, end),
                    new GitRequest(
                            exchange.getRequestMethod(),
                            path.substring(end + ".git".length()),
                            query == null ? "" : query,
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            exchange.getRequestHeaders().getFirst("Content-Encoding"),
                            exchange.getRequestHeaders().getFirst("Git-Protocol")));
        } catch (PaddockException e) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        try (exchange) {
            Processes.drain(process.getErrorStream(), 1000);
            threads.execute(() -> {
                try (OutputStream in = process.getOutputStream()) {
                    exchange.getRequestBody().transferTo(in);
                } catch (IOException e) {
                    process.destroy();
                }
            });
            InputStream out = process.getInputStream();
            int status = 200;
            for (String line = line(out); !line.isEmpty(); line = line(out)) {
                int colon = line.indexOf(':');
                String name = line.substring(0, colon);
                String value = line.substring(colon + 1).strip();
                if (name.equals("Status")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(name, value);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        } finally {
            Processes.killTree(process);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
