package dev.paddock.server;

import dev.paddock.environment.Secrets;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.project.Projects;
import dev.paddock.task.Author;
import dev.paddock.task.Project;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Projects. */
final class ProjectRoutes {
    private final Projects projects;
    private final Secrets secrets;
    private final OutcomeControl runs;

    ProjectRoutes(Services services) {
        this.projects = services.projects();
        this.secrets = services.secrets();
        this.runs = services.runs();
    }

    void install(RoutesConfig routes) {
        routes.get(
                "/api/v1/projects",
                ctx -> Json.answer(
                        ctx,
                        200,
                        Map.of(
                                "projects",
                                projects.all().stream().map(this::view).toList())));
        routes.post("/api/v1/projects", this::add);
        routes.get(
                "/api/v1/projects/{project}",
                ctx -> Json.answer(ctx, 200, view(projects.get(ctx.pathParam("project")))));
        routes.delete("/api/v1/projects/{project}", ctx -> {
            String id = projects.get(ctx.pathParam("project")).id();
            runs.releaseAll(id);
            projects.remove(id);
            secrets.forget(id);
            ctx.status(204);
        });
    }

    record NewProject(
            @Nullable String name,
            @Nullable String path,
            @Nullable String url,
            @Nullable AuthorBody author) {}

    record AuthorBody(@Nullable String name, @Nullable String email) {}

    private void add(Context ctx) {
        NewProject body = Json.read(ctx, NewProject.class);
        AuthorBody author = body.author();
        Connections.patient(ctx);
        Projects.Added added =
                projects.add(body.name(), body.path(), body.url(), author == null ? null : author(author));
        Json.answer(ctx, added.fresh() ? 201 : 200, view(added.project()));
    }

    private static Author author(AuthorBody body) {
        try {
            return new Author(
                    Json.required(body.name(), "author.name", 200), Json.required(body.email(), "author.email", 200));
        } catch (IllegalArgumentException e) {
            throw new PaddockException(ErrorCode.INVALID, "the field author: " + e.getMessage(), e);
        }
    }

    private Views.ProjectView view(Project project) {
        return Views.project(project, projects.defaultBranch(project));
    }
}
