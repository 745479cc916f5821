package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/** Processes that people run in a run's sandbox. */
final class ExecRoutes {
    private static final int MAX_ARGUMENTS = 10_000;
    private static final int MAX_CHARS = 1 << 20;

    private final Services services;
    private final Execs execs;
    private final Lookup lookup;

    ExecRoutes(Services services, Execs execs) {
        this.services = services;
        this.execs = execs;
        this.lookup = new Lookup(services.store());
    }

    void install(RoutesConfig routes) {
        routes.post("/api/v1/runs/{run}/exec", this::start);
        routes.post("/api/v1/exec/{exec}/input", this::input);
        routes.get("/api/v1/exec/{exec}/output", this::output);
    }

    record ExecBody(
            @Nullable List<String> command, @Nullable String directory) {}

    private void start(Context ctx) {
        ExecBody body = Json.read(ctx, ExecBody.class);
        List<String> command = Json.bounded(body.command(), "command", MAX_ARGUMENTS);
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new PaddockException(ErrorCode.INVALID, "the field command needs a program");
        }
        long chars = command.stream().mapToLong(String::length).sum();
        String directory = body.directory();
        boolean zero = command.stream().anyMatch(argument -> argument.indexOf(0) >= 0)
                || (directory != null && directory.indexOf(0) >= 0);
        if (chars > MAX_CHARS || zero) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the command has more than " + MAX_CHARS + " characters, or one that is NUL");
        }
        String run = lookup.run(ctx.pathParam("run")).id();
        String id = execs.start(() -> services.runs().exec(run, command, directory));
        Json.answer(ctx, 201, Map.of("exec", id));
    }

    private void input(Context ctx) throws IOException, InterruptedException {
        ExecSession session = execs.get(ctx.pathParam("exec"));
        Connections.patient(ctx);
        EndPoint connection = Connections.of(ctx);
        session.input(ctx.req().getInputStream(), connection::close);
        ctx.status(204);
    }

    private void output(Context ctx) throws IOException, InterruptedException {
        ExecSession session = execs.get(ctx.pathParam("exec"));
        Connections.patient(ctx);
        ctx.contentType("application/octet-stream");
        session.output(ctx.res().getOutputStream());
    }
}
