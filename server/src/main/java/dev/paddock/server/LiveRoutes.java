package dev.paddock.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** What the live runs use and do. */
final class LiveRoutes {
    private final LiveTable table;
    private final LiveFeed feed;
    private final Watchers watchers;

    LiveRoutes(LiveTable table, LiveFeed feed, Watchers watchers) {
        this.table = table;
        this.feed = feed;
        this.watchers = watchers;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/live", ctx -> Json.answer(ctx, 200, table.now()));
        routes.get("/api/v1/live/events", this::stream);
    }

    private void stream(Context ctx) throws IOException {
        watchers.enter();
        try {
            Connections.patient(ctx);
            ctx.contentType("text/event-stream").header("Cache-Control", "no-store");
            feed.stream(ctx.res().getOutputStream());
        } finally {
            watchers.leave();
        }
    }
}
