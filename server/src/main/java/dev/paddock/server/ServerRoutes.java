package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Memory;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The server itself. */
final class ServerRoutes {
    private static final Set<String> QUEUED = Set.of("queued");
    private static final Set<String> LIVE = Set.of("preparing", "running", "waiting", "collecting");

    private final Services services;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    ServerRoutes(Services services) {
        this.services = services;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/health", ctx -> Json.answer(ctx, 200, Map.of("ok", true)));
        routes.get(
                "/api/v1/openapi.yaml",
                ctx -> ctx.contentType("application/yaml").result(openapi()));
        routes.get("/api/v1/status", this::status);
        routes.get(
                "/api/v1/doctor",
                ctx -> Json.answer(ctx, 200, Views.doctor(services.doctor().examine())));
        routes.get(
                "/api/v1/rehearsals/sample",
                ctx -> Json.answer(ctx, 200, services.sample().get()));
        routes.post("/api/v1/shutdown", this::shutdown);
    }

    record ServerView(long pid, String version, String home, String user, String url, Instant started) {}

    record RunCounts(
            long live,
            long queued,
            long total,
            long approvals,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String waitsFor) {}

    record Machine(int cores, long memoryBytes) {}

    record StatusView(
            ServerView server, RunCounts runs, List<String> accounts, Machine machine, DiskViews.DiskView disk) {}

    static byte[] openapi() {
        try (InputStream stream = ServerRoutes.class.getResourceAsStream("/openapi.yaml")) {
            if (stream == null) {
                throw new PaddockException(ErrorCode.INTERNAL, "openapi.yaml is not in this build");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't read openapi.yaml", e);
        }
    }

    private void status(Context ctx) {
        RunCounts counts = services.store()
                .read(query -> new RunCounts(
                        query.count(LIVE),
                        query.count(QUEUED),
                        query.runCount(),
                        query.approvals().size(),
                        services.runs().lack()));
        ServerView server = new ServerView(
                ProcessHandle.current().pid(),
                services.version(),
                services.home().root().toString(),
                System.getProperty("user.name", "?"),
                "http://127.0.0.1:" + ctx.req().getLocalPort(),
                started);
        List<String> accounts = services.accounts().all().stream()
                .map(AccountBook.AccountView::vendor)
                .distinct()
                .toList();
        Machine machine = new Machine(Runtime.getRuntime().availableProcessors(), Memory.total());
        Json.answer(ctx, 200, new StatusView(server, counts, accounts, machine, DiskViews.disk(services.disk())));
    }

    private void shutdown(Context ctx) {
        String runs = Parameters.text(ctx, "runs");
        if (!Set.of("", "keep", "stop").contains(runs)) {
            throw new PaddockException(ErrorCode.INVALID, "the parameter runs must be keep or stop");
        }
        Json.answer(ctx, 202, Map.of("stopping", true));
        services.shutdown().accept(runs.equals("stop"));
    }
}
