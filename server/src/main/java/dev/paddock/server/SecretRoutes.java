package dev.paddock.server;

import dev.paddock.environment.Secrets;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.Project;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Projects' secrets. Values come in and never go out. */
final class SecretRoutes {
    private static final int MAX_VALUE = 32_768;

    private final Services services;

    SecretRoutes(Services services) {
        this.services = services;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/projects/{project}/secrets", ctx -> {
            List<SecretView> all = services.secrets().list(project(ctx).id()).stream()
                    .map(SecretRoutes::view)
                    .toList();
            Json.answer(ctx, 200, Map.of("secrets", all));
        });
        routes.put("/api/v1/projects/{project}/secrets/{name}", ctx -> {
            Value body = Json.read(ctx, Value.class);
            String name = ctx.pathParam("name");
            String id = project(ctx).id();
            services.secrets().set(id, name, Json.required(body.value(), "value", MAX_VALUE));
            Json.answer(
                    ctx,
                    200,
                    services.secrets().list(id).stream()
                            .filter(secret -> secret.name().equals(name))
                            .map(SecretRoutes::view)
                            .findFirst()
                            .orElseThrow());
        });
        routes.delete("/api/v1/projects/{project}/secrets/{name}", ctx -> {
            Project project = project(ctx);
            if (!services.secrets().remove(project.id(), ctx.pathParam("name"))) {
                throw new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no such secret; `paddock secret list " + project.name() + "` shows those there are");
            }
            ctx.status(204);
        });
    }

    record Value(@Nullable String value) {}

    record SecretView(String name, String since) {}

    private static SecretView view(Secrets.Named secret) {
        return new SecretView(secret.name(), secret.since().toString());
    }

    private Project project(Context ctx) {
        return services.projects().get(ctx.pathParam("project"));
    }
}
