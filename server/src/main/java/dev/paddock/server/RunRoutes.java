package dev.paddock.server;

import dev.paddock.event.Event;
import dev.paddock.run.NewTask;
import dev.paddock.store.Audit;
import dev.paddock.store.Query;
import dev.paddock.task.Approval;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tasks and runs. */
final class RunRoutes {
    private static final int PAGE = 500;
    private static final int MAX_TEXT = 100_000;
    private static final int MAX_SCRIPT = 1 << 20;

    private final Services services;
    private final Lookup lookup;

    RunRoutes(Services services) {
        this.services = services;
        this.lookup = new Lookup(services.store());
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/tasks", this::list);
        routes.post("/api/v1/tasks", this::start);
        routes.get("/api/v1/tasks/{task}", ctx -> {
            TaskRows rows = services.store().read(query -> rows(query, Lookup.task(query, ctx.pathParam("task"))));
            Json.answer(ctx, 200, view(rows, new Line(services)));
        });
        routes.get("/api/v1/runs/{run}", ctx -> show(ctx, run(ctx)));
        routes.post("/api/v1/runs/{run}/stop", ctx -> show(ctx, services.runs().stop(run(ctx).id())));
        routes.post(
                "/api/v1/runs/{run}/interrupt", ctx -> show(ctx, services.runs().interrupt(run(ctx).id())));
        routes.post("/api/v1/runs/{run}/say", ctx -> {
            Said said = Json.read(ctx, Said.class);
            String text = Json.required(said.text(), "text", MAX_TEXT);
            show(ctx, services.runs().say(run(ctx).id(), text));
        });
        routes.get("/api/v1/runs/{run}/events", this::events);
        routes.get("/api/v1/runs/{run}/verify", this::verify);
        routes.get("/api/v1/runs/{run}/diff", this::diff);
    }

    record Said(@Nullable String text) {}

    record NewTaskBody(
            @Nullable String goal,
            @Nullable String name,
            @Nullable String project,
            @Nullable String base,
            @Nullable List<String> agents,
            @Nullable RehearsalBody rehearsal,
            @Nullable List<String> allow,
            @Nullable String mode,
            @Nullable List<String> with,
            @Nullable Map<String, String> accounts,
            @Nullable Map<String, String> variables,
            @Nullable Map<String, String> keys,
            @Nullable String own,
            @Nullable Map<String, String> limits) {}

    record RehearsalBody(@Nullable String script, @Nullable String name) {}

    private record TaskRows(Task task, @Nullable String projectName, List<Run> runs) {}

    private Run run(Context ctx) {
        return lookup.run(ctx.pathParam("run"));
    }

    private void list(Context ctx) {
        int limit = (int) Parameters.whole(ctx, "limit", 100, 1, 1_000);
        String key = Parameters.text(ctx, "project");
        String project = key.isEmpty() ? "" : services.projects().get(key).id();
        String state = Parameters.state(ctx);
        String before = Parameters.text(ctx, "before");
        List<TaskRows> found = services.store().read(query -> rows(query, query.tasks(before, project, state, limit)));
        Line line = new Line(services);
        Json.answer(
                ctx,
                200,
                Map.of("tasks", found.stream().map(rows -> view(rows, line)).toList()));
    }

    private void start(Context ctx) {
        NewTaskBody body = Json.read(ctx, NewTaskBody.class);
        RehearsalBody rehearsal = body.rehearsal();
        NewTask task = new NewTask(
                Json.required(body.goal(), "goal", MAX_TEXT),
                body.name() == null ? null : Json.bounded(body.name(), "name", 100),
                Json.required(body.project(), "project", 4_096),
                body.base() == null ? null : Json.bounded(body.base(), "base", 1_000),
                Json.bounded(body.agents(), "agents", 16),
                rehearsal == null ? null : rehearsed(rehearsal),
                Json.bounded(body.allow(), "allow", 200),
                new TaskOptions(
                        body.mode() == null ? null : Json.bounded(body.mode(), "mode", 40),
                        Json.bounded(body.with(), "with", 16),
                        Json.bounded(body.accounts(), "accounts", 16, 200),
                        Json.bounded(body.variables(), "variables", 200, 100_000),
                        body.own() == null ? null : Json.bounded(body.own(), "own", 40),
                        Json.bounded(body.limits(), "limits", 20, 100)),
                Json.bounded(body.keys(), "keys", 16, 8_192));
        services.projects().refresh(services.projects().get(task.project()));
        Json.answer(ctx, 201, Views.started(services.runs().start(task)));
    }

    private static Task.Rehearsed rehearsed(RehearsalBody body) {
        String script = body.script() == null ? null : Json.bounded(body.script(), "rehearsal.script", MAX_SCRIPT);
        String name = body.name() == null ? null : Json.bounded(body.name(), "rehearsal.name", 100);
        return new Task.Rehearsed(script == null && name == null ? "default" : name, script);
    }

    private void events(Context ctx) throws IOException {
        long after = Parameters.whole(ctx, "after", 0, 0, Long.MAX_VALUE);
        String run = run(ctx).id();
        ctx.contentType("application/x-ndjson");
        OutputStream out = ctx.res().getOutputStream();
        while (true) {
            long place = after;
            List<Event> page = services.store().read(query -> query.events(run, place, PAGE));
            for (Event event : page) {
                out.write(event.json().getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            if (page.size() < PAGE) {
                out.flush();
                return;
            }
            after = page.getLast().seq();
        }
    }

    private void verify(Context ctx) {
        String run = run(ctx).id();
        Audit.Verified verified = services.store().read(query -> query.verify(run));
        java.util.Map<String, Object> answer = new java.util.LinkedHashMap<>();
        answer.put("ok", verified.ok());
        answer.put("events", verified.events());
        answer.put("hash", verified.hash());
        if (verified.broken() > 0) {
            answer.put("broken", verified.broken());
            answer.put("why", String.valueOf(verified.why()));
        }
        Json.answer(ctx, 200, answer);
    }

    private void diff(Context ctx) throws IOException {
        try (InputStream patch = services.patches().patch(run(ctx))) {
            ctx.contentType("text/x-patch");
            ctx.header("Content-Disposition", "attachment");
            patch.transferTo(ctx.res().getOutputStream());
        }
    }

    void show(Context ctx, Run run) {
        Task task = services.store().read(query -> query.task(run.task()).orElseThrow());
        Json.answer(ctx, 200, view(run, task, services.runs().limits(run.id()).words(), new Line(services)));
    }

    /** @param limits empty to leave them out */
    private Views.RunView view(Run run, Task task, Map<String, String> limits, Line line) {
        boolean alive = services.runs().alive(run.id());
        boolean waits = run.state().kind() == RunState.Kind.WAITING;
        List<Approval> approvals = waits ? services.store().read(query -> query.approvals(run.id())) : List.of();
        return Views.run(
                run,
                task,
                approvals,
                alive,
                alive ? services.runs().use(run.id()) : Optional.empty(),
                limits,
                line.of(run));
    }

    private Views.TaskView view(TaskRows rows, Line line) {
        return Views.task(
                rows.task(),
                rows.projectName(),
                rows.runs().stream()
                        .map(run -> view(run, rows.task(), Map.of(), line))
                        .toList());
    }

    private static List<TaskRows> rows(Query query, List<Task> tasks) {
        Map<String, List<Run>> runs =
                query.runsOfTasks(tasks.stream().map(Task::id).toList());
        Map<String, Optional<String>> names = new HashMap<>();
        return tasks.stream()
                .map(task -> new TaskRows(
                        task,
                        names.computeIfAbsent(
                                        task.project(), id -> query.project(id).map(Project::name))
                                .orElse(null),
                        runs.getOrDefault(task.id(), List.of())))
                .toList();
    }

    private static TaskRows rows(Query query, Task task) {
        String name = query.project(task.project()).map(Project::name).orElse(null);
        return new TaskRows(task, name, query.runsOfTask(task.id()));
    }
}
