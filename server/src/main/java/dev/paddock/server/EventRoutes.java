package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.Run;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Live events. */
final class EventRoutes {
    private static final int MAX_RUNS = 1_000;

    private final Services services;
    private final Watchers watchers;

    EventRoutes(Services services, Watchers watchers) {
        this.services = services;
        this.watchers = watchers;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/events", this::stream);
    }

    private void stream(Context ctx) throws IOException {
        Set<String> runs = runs(ctx);
        long after = after(ctx);
        watchers.enter();
        try {
            Connections.patient(ctx);
            ctx.contentType("text/event-stream").header("Cache-Control", "no-store");
            watchers.stream(runs, after, ctx.res().getOutputStream());
        } finally {
            watchers.leave();
        }
    }

    /** The runs asked for; empty means all. */
    private Set<String> runs(Context ctx) {
        String keys = Parameters.text(ctx, "runs");
        String task = Parameters.text(ctx, "task");
        if (keys.isEmpty() && task.isEmpty()) {
            return Set.of();
        }
        return services.store().read(query -> {
            Set<String> runs = new HashSet<>();
            Arrays.stream(keys.split(","))
                    .filter(key -> !key.isBlank())
                    .limit(MAX_RUNS + 1L)
                    .forEach(key -> runs.add(Lookup.run(query, key).id()));
            if (!task.isEmpty()) {
                query.runsOfTask(Lookup.task(query, task).id()).stream()
                        .map(Run::id)
                        .forEach(runs::add);
            }
            if (runs.isEmpty() || runs.size() > MAX_RUNS) {
                throw new PaddockException(ErrorCode.INVALID, "name 1 to " + MAX_RUNS + " runs");
            }
            return runs;
        });
    }

    private long after(Context ctx) {
        long newest = services.store().journal().last();
        String header = ctx.header("Last-Event-ID");
        long after = header != null && !header.isBlank()
                ? Parameters.whole(header.strip(), "the header Last-Event-ID", 0, Long.MAX_VALUE)
                : Parameters.whole(ctx, "after", newest, 0, Long.MAX_VALUE);
        // An id that is yet to come belongs to another server's journal: the stream starts with the next event.
        return Math.min(after, newest);
    }
}
