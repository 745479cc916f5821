package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.agent.OwnSetUps;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.run.OwnHome;
import dev.paddock.server.AgentCatalog.UpdateView;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The catalog of agents. */
final class CatalogRoutes {
    private static final System.Logger LOG = System.getLogger(CatalogRoutes.class.getName());
    private static final int MAX_FILE = 256 << 10;
    private static final int MAX_LOCK = 3 << 20;

    private final AgentCatalog agents;
    private final OwnSetUps setUps;

    CatalogRoutes(Services services) {
        this.agents = services.agents();
        this.setUps = OwnHome.setUps(services.home());
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/agents", ctx -> Json.answer(ctx, 200, Map.of("agents", agents.all())));
        routes.post("/api/v1/agents", ctx -> Json.answer(ctx, 201, add(ctx)));
        routes.post("/api/v1/own", ctx -> Json.answer(ctx, 201, Map.of("own", keep(ctx))));
        routes.get("/api/v1/agents/{agent}", ctx -> Json.answer(ctx, 200, agents.get(ctx.pathParam("agent"))));
        routes.delete("/api/v1/agents/{agent}", ctx -> Json.answer(ctx, 200, agents.remove(ctx.pathParam("agent"))));
        routes.post(
                "/api/v1/agents/{agent}/install",
                ctx -> steps(ctx, progress -> {
                    agents.install(ctx.pathParam("agent"), progress);
                    return null;
                }));
        routes.post("/api/v1/agents/{agent}/update", ctx -> {
            Update body = Json.read(ctx, Update.class);
            String version = body.version() == null ? null : Json.bounded(body.version(), "version", 64);
            steps(ctx, progress -> agents.update(ctx.pathParam("agent"), version, progress));
        });
    }

    record NewAgent(
            @Nullable String file,
            @Nullable String lock,
            @Nullable String manifest) {}

    record Own(@Nullable Map<String, Map<String, byte[]>> agents) {}

    record Update(@Nullable String version) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Progress(
            @Nullable String message,
            @Nullable Boolean done,
            @Nullable String error,
            @Nullable UpdateView updated) {}

    private AgentCatalog.AgentView add(Context ctx) {
        String type = ctx.contentType();
        if (type == null || !type.startsWith("application/json")) {
            return agents.add(Json.readText(ctx, "application/yaml"), null, null);
        }
        NewAgent body = Json.read(ctx, NewAgent.class);
        return agents.add(
                Json.required(body.file(), "file", MAX_FILE),
                body.lock() == null ? null : Json.bounded(body.lock(), "lock", MAX_LOCK),
                body.manifest() == null ? null : Json.bounded(body.manifest(), "manifest", MAX_FILE));
    }

    private String keep(Context ctx) {
        Map<String, Map<String, byte[]>> given = Json.read(ctx, Own.class).agents();
        if (given == null || given.values().stream().anyMatch(files -> files == null || files.containsValue(null))) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the field agents is needed: agent → path → content in base64");
        }
        return setUps.put(given);
    }

    /** Does something long, telling its steps as JSON lines. */
    private void steps(Context ctx, Function<Consumer<String>, @Nullable UpdateView> work) throws IOException {
        String name = agents.get(ctx.pathParam("agent")).name();
        Connections.patient(ctx);
        ctx.contentType("application/x-ndjson");
        OutputStream out = ctx.res().getOutputStream();
        Progress last;
        try {
            UpdateView updated = work.apply(message -> tell(out, new Progress(message, null, null, null)));
            last = new Progress(null, true, null, updated);
        } catch (PaddockException e) {
            last = new Progress(null, null, e.detail(), null);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "installing " + name + " failed", e);
            last = new Progress(null, null, "something went wrong in the server; its log says what", null);
        }
        tell(out, last);
    }

    private static void tell(OutputStream out, Progress progress) {
        try {
            out.write((Json.text(progress) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
