package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import dev.paddock.workspace.RunDirectories.Held;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What becomes of runs' work: landed, discarded, deleted, tried again. */
final class OutcomeRoutes {
    private static final Set<String> RECORDED = Set.of("landed", "proposed");

    private final Services services;
    private final Lookup lookup;
    private final BiConsumer<Context, Run> show;

    /** @param show answers with a run */
    OutcomeRoutes(Services services, BiConsumer<Context, Run> show) {
        this.show = show;
        this.services = services;
        this.lookup = new Lookup(services.store());
    }

    void install(RoutesConfig routes) {
        routes.post("/api/v1/runs/{run}/outcome", this::outcome);
        routes.post("/api/v1/runs/{run}/discard", ctx -> {
            Connections.patient(ctx);
            show.accept(ctx, services.runs().discard(run(ctx)));
        });
        routes.post("/api/v1/runs/{run}/restart", this::restart);
        routes.get("/api/v1/runs/{run}/disk", ctx -> {
            Held held = services.runs().held(run(ctx));
            Json.answer(ctx, 200, Map.of("workspaceBytes", held.workspace(), "resultBytes", held.result()));
        });
        routes.delete("/api/v1/runs/{run}", ctx -> {
            Connections.patient(ctx);
            services.runs().delete(List.of(run(ctx)));
            ctx.status(204);
        });
        routes.delete("/api/v1/tasks/{task}", ctx -> {
            Connections.patient(ctx);
            List<Run> runs = services.store().read(query -> {
                Task task = Lookup.task(query, ctx.pathParam("task"));
                return query.runsOfTask(task.id());
            });
            services.runs().delete(runs.stream().map(Run::id).toList());
            ctx.status(204);
        });
    }

    record OutcomeBody(
            @Nullable String outcome,
            @Nullable String commit,
            @Nullable String branch) {}

    record RestartBody(@Nullable String from, @Nullable Map<String, String> limits) {}

    private void outcome(Context ctx) {
        OutcomeBody body = Json.read(ctx, OutcomeBody.class);
        String outcome = Json.required(body.outcome(), "outcome", 20);
        String commit = body.commit();
        if (!RECORDED.contains(outcome)) {
            throw new PaddockException(ErrorCode.INVALID, "the field outcome is landed or proposed");
        }
        if (commit != null && !commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new PaddockException(ErrorCode.INVALID, "the field commit is a commit's whole id");
        }
        String branch = body.branch() == null ? null : Json.bounded(body.branch(), "branch", 1_000);
        show.accept(ctx, services.runs().record(run(ctx), new EventBody.Outcome(outcome, commit, branch)));
    }

    private void restart(Context ctx) {
        RestartBody body = Json.read(ctx, RestartBody.class);
        String from = Json.required(body.from(), "from", 20);
        Map<String, String> limits = Json.bounded(body.limits(), "limits", 20, 100);
        if (!from.equals("start") && !from.equals("failure")) {
            throw new PaddockException(ErrorCode.INVALID, "the field from is start or failure");
        }
        show.accept(ctx, services.runs().restart(run(ctx), from.equals("failure"), limits));
    }

    private String run(Context ctx) {
        return lookup.run(ctx.pathParam("run")).id();
    }
}
