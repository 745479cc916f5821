package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.Project;
import dev.paddock.workspace.GitRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Git's smart HTTP protocol for projects' repositories; exactly its four calls, nothing else of what a web server could give away. */
final class GitRoutes {
    private static final Pattern PATH = Pattern.compile(
            "/git/([A-Za-z0-9_][A-Za-z0-9._-]{0,63})\\.git/(info/refs|git-upload-pack|git-receive-pack)");
    private static final Set<String> SERVICES = Set.of("git-upload-pack", "git-receive-pack");

    private final Services services;
    private final GitBackend backend;

    GitRoutes(Services services, long maxRequest, Duration time) {
        this.services = services;
        this.backend = new GitBackend(maxRequest, time);
    }

    void install(RoutesConfig routes) {
        routes.get("/git/*", this::serve);
        routes.post("/git/*", this::serve);
    }

    private void serve(Context ctx) throws IOException, InterruptedException {
        Matcher path = PATH.matcher(ctx.path());
        if (!path.matches()) {
            throw notFound(ctx);
        }
        boolean refs = path.group(2).equals("info/refs");
        boolean get = ctx.req().getMethod().equals("GET");
        String query = Optional.ofNullable(ctx.queryString()).orElse("");
        boolean known =
                refs ? SERVICES.stream().anyMatch(service -> query.equals("service=" + service)) : query.isEmpty();
        if (refs != get || !known) {
            throw notFound(ctx);
        }
        if (!get && !("application/x-" + path.group(2) + "-request").equals(ctx.contentType())) {
            throw new PaddockException(ErrorCode.INVALID, "only git speaks to this address");
        }
        Project project = services.projects().get(path.group(1));
        Connections.patient(ctx);
        GitRequest request = new GitRequest(
                ctx.req().getMethod(),
                "/" + path.group(2),
                query,
                ctx.header("Content-Type"),
                ctx.header("Content-Encoding"),
                ctx.header("Git-Protocol"));
        backend.serve(ctx, services.git().start(project.id(), request));
    }

    private static PaddockException notFound(Context ctx) {
        return new PaddockException(
                ErrorCode.NOT_FOUND, "git finds nothing at " + ctx.path() + "; projects are at /git/PROJECT.git");
    }
}
