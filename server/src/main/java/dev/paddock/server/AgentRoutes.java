package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents and accounts. */
final class AgentRoutes {
    private static final int MAX_SECRET = 10_000;
    private static final System.Logger LOG = System.getLogger(AgentRoutes.class.getName());

    private final AgentCatalog agents;
    private final AccountBook accounts;

    AgentRoutes(Services services) {
        this.agents = services.agents();
        this.accounts = services.accounts();
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/agents", ctx -> Json.answer(ctx, 200, Map.of("agents", agents.all())));
        routes.post("/api/v1/agents", ctx -> Json.answer(ctx, 201, agents.add(Json.readText(ctx, "application/yaml"))));
        routes.post("/api/v1/agents/{agent}/install", this::install);
        routes.get("/api/v1/accounts", ctx -> Json.answer(ctx, 200, Map.of("accounts", accounts.all())));
        routes.put("/api/v1/accounts/{vendor}", this::putAccount);
        routes.delete("/api/v1/accounts/{vendor}", ctx -> {
            if (!accounts.remove(ctx.pathParam("vendor"))) {
                throw new PaddockException(
                        ErrorCode.NOT_FOUND, "there is no stored account of " + ctx.pathParam("vendor"));
            }
            ctx.status(204);
        });
    }

    record NewAccount(@Nullable String kind, @Nullable String secret) {
        @Override
        public String toString() {
            return "NewAccount[" + kind + "]";
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Progress(
            @Nullable String message,
            @Nullable Boolean done,
            @Nullable String error) {}

    private void putAccount(Context ctx) {
        NewAccount body = Json.read(ctx, NewAccount.class);
        String kind = Json.required(body.kind(), "kind", 100);
        if (!kind.equals("api-key") && !kind.equals("subscription-token")) {
            throw new PaddockException(ErrorCode.INVALID, "the field kind must be api-key or subscription-token");
        }
        String secret = Json.required(body.secret(), "secret", MAX_SECRET).strip();
        if (secret.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the field secret holds spaces or characters that no key has");
        }
        Json.answer(ctx, 200, accounts.put(ctx.pathParam("vendor"), kind, secret));
    }

    private void install(Context ctx) throws IOException {
        String name = ctx.pathParam("agent");
        if (agents.all().stream().noneMatch(agent -> agent.name().equals(name))) {
            throw new PaddockException(
                    ErrorCode.NOT_FOUND, "there is no agent " + name + "; `paddock agent list` shows those there are");
        }
        Connections.patient(ctx);
        ctx.contentType("application/x-ndjson");
        OutputStream out = ctx.res().getOutputStream();
        Progress last;
        try {
            agents.install(name, message -> tell(out, new Progress(message, null, null)));
            last = new Progress(null, true, null);
        } catch (PaddockException e) {
            last = new Progress(null, null, e.detail());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "installing " + name + " failed", e);
            last = new Progress(null, null, "something went wrong in the server; its log says what");
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
