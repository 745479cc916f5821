package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts. */
final class AgentRoutes {
    private static final int MAX_SECRET = 10_000;

    private final AccountBook accounts;

    AgentRoutes(Services services) {
        this.accounts = services.accounts();
    }

    void install(RoutesConfig routes) {
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
}
