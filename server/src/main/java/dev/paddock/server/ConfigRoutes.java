package dev.paddock.server;

import dev.paddock.home.Config;
import io.javalin.config.RoutesConfig;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's settings. */
final class ConfigRoutes {
    private static final int MAX_VALUE = 10_000;

    private final Config config;

    ConfigRoutes(Services services) {
        this.config = services.config();
    }

    void install(RoutesConfig routes) {
        routes.get(
                "/api/v1/config",
                ctx -> Json.answer(
                        ctx,
                        200,
                        Map.of(
                                "settings",
                                config.items().stream().map(ConfigRoutes::view).toList())));
        routes.put("/api/v1/config/{key}", ctx -> {
            String value = Json.required(Json.read(ctx, Value.class).value(), "value", MAX_VALUE);
            Json.answer(ctx, 200, view(config.set(ctx.pathParam("key"), value)));
        });
        routes.delete("/api/v1/config/{key}", ctx -> Json.answer(ctx, 200, view(config.unset(ctx.pathParam("key")))));
    }

    record Value(@Nullable String value) {}

    record SettingView(
            String key, String variable, String value, String fallback, String source, String where, boolean list) {}

    private static SettingView view(Config.Item item) {
        return new SettingView(
                item.key(),
                item.variable(),
                item.value(),
                item.fallback(),
                item.source().name().toLowerCase(Locale.ROOT),
                item.where(),
                item.list());
    }
}
