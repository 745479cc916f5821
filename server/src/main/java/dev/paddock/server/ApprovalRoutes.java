package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.paddock.agent.Answer;
import dev.paddock.event.Event;
import dev.paddock.store.Query;
import dev.paddock.task.Approval;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What agents ask people, and the answers. */
final class ApprovalRoutes {
    private static final int MAX_REASON = 10_000;

    private final Services services;
    private final Lookup lookup;
    private final RunShow show;

    ApprovalRoutes(Services services, RunShow show) {
        this.services = services;
        this.lookup = new Lookup(services.store());
        this.show = show;
    }

    /** Answers a request with a run. */
    interface RunShow {
        void show(Context ctx, Run run);
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/approvals", this::all);
        routes.get("/api/v1/runs/{run}/approvals", this::ofRun);
        routes.post("/api/v1/runs/{run}/approve", ctx -> answer(ctx, true));
        routes.post("/api/v1/runs/{run}/reject", ctx -> answer(ctx, false));
        routes.post("/api/v1/runs/{run}/mode", ctx -> {
            PermissionMode mode = PermissionMode.of(
                    Json.required(Json.read(ctx, ModeBody.class).mode(), "mode", 40));
            show.show(ctx, services.runs().mode(run(ctx).id(), mode));
        });
    }

    record ModeBody(@Nullable String mode) {}

    record AnswerBody(
            @Nullable String id,
            @Nullable String hash,
            @Nullable Boolean always,
            @Nullable String option,
            @Nullable String reason) {}

    /** {@code request} is the event that shows it whole; left out where all runs' are listed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ApprovalView(
            String run,
            String task,
            String taskName,
            String goal,
            String agent,
            String id,
            String hash,
            String title,
            String kind,
            Instant asked,
            long seq,
            @JsonRawValue @Nullable String request) {}

    private Run run(Context ctx) {
        return lookup.run(ctx.pathParam("run"));
    }

    private void all(Context ctx) {
        List<ApprovalView> views = services.store()
                .read(query -> query.approvals().stream()
                        .map(approval -> view(query, approval, null))
                        .toList());
        Json.answer(ctx, 200, Map.of("approvals", views));
    }

    private void ofRun(Context ctx) {
        String run = run(ctx).id();
        List<ApprovalView> views = services.store()
                .read(query -> query.approvals(run).stream()
                        .map(approval -> view(query, approval, request(query, approval)))
                        .toList());
        Json.answer(ctx, 200, Map.of("approvals", views));
    }

    private static @Nullable String request(Query query, Approval approval) {
        return query.events(approval.run(), approval.seq() - 1, 1).stream()
                .map(Event::json)
                .findFirst()
                .orElse(null);
    }

    private static ApprovalView view(Query query, Approval approval, @Nullable String request) {
        Run run = query.run(approval.run()).orElseThrow();
        Task task = query.task(run.task()).orElseThrow();
        return new ApprovalView(
                run.id(),
                task.id(),
                task.name(),
                task.goal(),
                run.agent(),
                approval.id(),
                approval.hash(),
                approval.title(),
                approval.kind(),
                approval.asked(),
                approval.seq(),
                request);
    }

    private void answer(Context ctx, boolean approved) {
        AnswerBody body = Json.read(ctx, AnswerBody.class);
        String reason = body.reason();
        String option = body.option();
        Answer answer = new Answer(
                Json.required(body.id(), "id", 100),
                Json.required(body.hash(), "hash", 64),
                approved,
                Boolean.TRUE.equals(body.always()),
                option == null ? null : Json.bounded(option, "option", 1_024),
                reason == null || reason.isBlank() ? null : Json.bounded(reason, "reason", MAX_REASON),
                "person");
        show.show(ctx, services.runs().answer(run(ctx).id(), answer));
    }
}
