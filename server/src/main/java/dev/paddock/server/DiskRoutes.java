package dev.paddock.server;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.Project;
import dev.paddock.task.Upkeep;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is on the disk, and how it is cleaned up. */
final class DiskRoutes {
    private static final System.Logger LOG = System.getLogger(DiskRoutes.class.getName());
    private static final int MOST_DAYS = 36_500;
    /** Steps that wait to be told; further ones are not told but counted. */
    private static final int MOST_UNTOLD = 4_096;

    private final Services services;
    private final DiskControl disk;

    DiskRoutes(Services services) {
        this.services = services;
        this.disk = services.disk();
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/disk", this::use);
        routes.post("/api/v1/cleanup/plans", this::plan);
        routes.post("/api/v1/cleanup", this::clean);
    }

    record NewPlan(@Nullable Integer olderDays) {}

    record Chosen(@Nullable String plan) {}

    record Failed(String error) {}

    private void use(Context ctx) {
        Connections.patient(ctx);
        DiskUse use = disk.measure();
        record Known(List<Project> projects, List<Upkeep> runs) {}
        Known known = services.store().read(query -> new Known(query.projects(), query.upkeep()));
        Map<String, String> projectOf = known.runs().stream().collect(Collectors.toMap(Upkeep::run, Upkeep::project));
        Json.answer(ctx, 200, DiskViews.use(DiskViews.disk(disk, use), use, known.projects(), projectOf));
    }

    private void plan(Context ctx) {
        Integer days = Json.read(ctx, NewPlan.class).olderDays();
        if (days != null && (days < 0 || days > MOST_DAYS)) {
            throw new PaddockException(ErrorCode.INVALID, "the field olderDays is a number from 0 to " + MOST_DAYS);
        }
        Connections.patient(ctx);
        Json.answer(ctx, 201, DiskViews.plan(disk.plan(days == null ? null : Duration.ofDays(days))));
    }

    /** It goes on when the caller goes: half a clean-up helps nobody. */
    private void clean(Context ctx) throws IOException {
        String id = Json.required(Json.read(ctx, Chosen.class).plan(), "plan", 40);
        BlockingQueue<Optional<DiskViews.StepView>> steps = new LinkedBlockingQueue<>(MOST_UNTOLD);
        CompletableFuture<Cleanup.Done> work =
                disk.clean(id, step -> steps.offer(Optional.of(DiskViews.StepView.of(step))));
        Connections.patient(ctx);
        ctx.contentType("application/x-ndjson");
        OutputStream out = ctx.res().getOutputStream();
        work.whenComplete((done, failure) -> end(steps));
        try {
            for (Optional<DiskViews.StepView> step = steps.take(); step.isPresent(); step = steps.take()) {
                tell(out, step.get());
            }
            tell(out, DiskViews.DoneView.of(work.join()));
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof PaddockException)) {
                LOG.log(System.Logger.Level.ERROR, "a clean-up failed", e);
            }
            tell(
                    out,
                    new Failed(
                            e.getCause() instanceof PaddockException known
                                    ? known.detail()
                                    : "something went wrong in the server; its log says what"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that no more steps come, in place of one where there is no room. */
    private static void end(BlockingQueue<Optional<DiskViews.StepView>> steps) {
        while (!steps.offer(Optional.empty())) {
            steps.poll();
        }
    }

    private static void tell(OutputStream out, Object line) throws IOException {
        out.write((Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
