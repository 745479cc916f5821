package dev.paddock.server;

import dev.paddock.account.Account;
import dev.paddock.account.ChatGptSignIns;
import dev.paddock.account.NewAccount;
import dev.paddock.account.Vendor;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.GitHosts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accounts with model vendors and tokens of git hosts. */
final class AccountRoutes {
    private static final int MAX_SECRET = 40_000;
    private static final int MAX_URL = 2_000;

    private final AccountBook accounts;
    private final GitTokens hosts;

    AccountRoutes(Services services) {
        this.accounts = services.accounts();
        this.hosts = services.gitTokens();
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/accounts", ctx -> Json.answer(ctx, 200, Map.of("accounts", accounts.all())));
        routes.put("/api/v1/accounts/{vendor}", ctx -> put(ctx, NewAccount.USUAL));
        routes.put("/api/v1/accounts/{vendor}/{name}", ctx -> put(ctx, ctx.pathParam("name")));
        routes.delete("/api/v1/accounts/{vendor}", ctx -> remove(ctx, null));
        routes.delete("/api/v1/accounts/{vendor}/{name}", ctx -> remove(ctx, ctx.pathParam("name")));
        routes.post(
                "/api/v1/accounts/{vendor}/{name}/use",
                ctx -> Json.answer(ctx, 200, accounts.use(ctx.pathParam("vendor"), ctx.pathParam("name"))));
        routes.post("/api/v1/accounts/{vendor}/test", ctx -> {
            String name = Parameters.text(ctx, "name");
            Json.answer(ctx, 200, accounts.test(ctx.pathParam("vendor"), name.isEmpty() ? null : name));
        });
        routes.get("/api/v1/git-hosts", ctx -> Json.answer(ctx, 200, Map.of("hosts", hosts.all())));
        routes.put("/api/v1/git-hosts/{host}", this::putHost);
        routes.delete("/api/v1/git-hosts/{host}", ctx -> {
            hosts.remove(ctx.pathParam("host"));
            ctx.status(204);
        });
        routes.post("/api/v1/sign-ins", this::begin);
        routes.post("/api/v1/sign-ins/{id}", this::finish);
    }

    record AccountBody(
            @Nullable String kind,
            @Nullable String secret,
            @Nullable String url,
            @Nullable Boolean insecure) {
        @Override
        public String toString() {
            return "AccountBody[" + kind + "]";
        }
    }

    record HostBody(
            @Nullable String username,
            @Nullable String token,
            @Nullable String repository) {
        @Override
        public String toString() {
            return "HostBody[" + username + "]";
        }
    }

    record SignInBody(@Nullable String name) {}

    record SignInView(String id, String page, String code, long intervalSeconds) {}

    private void put(Context ctx, String name) {
        AccountBody body = Json.read(ctx, AccountBody.class);
        String secret = body.secret();
        String url = body.url();
        NewAccount given = NewAccount.of(
                Vendor.of(ctx.pathParam("vendor")),
                name,
                kind(Json.required(body.kind(), "kind", 100)),
                secret == null ? "" : Json.bounded(secret, "secret", MAX_SECRET),
                url == null ? null : Json.bounded(url, "url", MAX_URL),
                Boolean.TRUE.equals(body.insecure()));
        Json.answer(ctx, 200, accounts.put(given));
    }

    private void remove(Context ctx, @Nullable String name) {
        accounts.remove(ctx.pathParam("vendor"), name);
        ctx.status(204);
    }

    private void putHost(Context ctx) {
        HostBody body = Json.read(ctx, HostBody.class);
        Connections.patient(ctx);
        Json.answer(
                ctx,
                200,
                hosts.put(
                        ctx.pathParam("host"),
                        body.username() == null ? GitHosts.USUAL_NAME : body.username(),
                        Json.required(body.token(), "token", MAX_SECRET),
                        body.repository()));
    }

    private void begin(Context ctx) {
        String name = Json.read(ctx, SignInBody.class).name();
        ChatGptSignIns.Begun begun = accounts.begin(name == null ? NewAccount.USUAL : name);
        Json.answer(
                ctx,
                201,
                new SignInView(
                        begun.id(),
                        begun.page().toString(),
                        begun.code(),
                        begun.interval().toSeconds()));
    }

    private void finish(Context ctx) {
        Optional<AccountBook.AccountView> account = accounts.finish(ctx.pathParam("id"));
        if (account.isPresent()) {
            Json.answer(ctx, 200, account.get());
        } else {
            Json.answer(ctx, 202, Map.of("waiting", true));
        }
    }

    private static Account.Kind kind(String text) {
        return Arrays.stream(Account.Kind.values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.INVALID,
                        "the field kind must be one of "
                                + Arrays.stream(Account.Kind.values())
                                        .map(Account.Kind::text)
                                        .collect(Collectors.joining(", "))));
    }
}
