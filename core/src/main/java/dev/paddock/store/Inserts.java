package dev.paddock.store;

import dev.paddock.event.EventJson;
import dev.paddock.task.Project;
import dev.paddock.task.Task;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The rows with which projects, tasks and runs begin. Confined to one unit of change. */
record Inserts(Handle handle) {
    void project(Project project) {
        handle.createUpdate("insert into project (id, name, path, url, author_name, author_email, added)"
                        + " values (:id, :name, :path, :url, :author, :email, :added)")
                .bind("id", project.id())
                .bind("name", project.name())
                .bind("path", project.path())
                .bind("url", project.url())
                .bind("author", project.author().name())
                .bind("email", project.author().email())
                .bind("added", Rows.micros(project.added()))
                .execute();
    }

    void task(Task task) {
        Task.Rehearsed rehearsal = task.rehearsal();
        handle.createUpdate("insert into task (id, name, goal, project, base, rehearsal_name, rehearsal_script, allow,"
                        + " options, created) values (:id, :name, :goal, :project, :base, :rehearsal, :script,"
                        + " :allow, :options, :created)")
                .bind("id", task.id())
                .bind("name", task.name())
                .bind("goal", task.goal())
                .bind("project", task.project())
                .bind("base", task.base())
                .bind("rehearsal", rehearsal == null ? null : rehearsal.name())
                .bind("script", rehearsal == null ? null : rehearsal.script())
                .bind("allow", EventJson.mapper().writeValueAsString(task.allow()))
                .bind("options", EventJson.mapper().writeValueAsString(task.options()))
                .bind("created", Rows.micros(task.created()))
                .execute();
    }

    /** A run without events. */
    void run(String id, Task task, String agent, String branch, String state, String reason, Instant now) {
        handle.createUpdate(
                        "insert into run (id, task, project, agent, branch, base, state, reason, created, seq, hash,"
                                + " said) values (:id, :task, :project, :agent, :branch, :base, :state, :reason, :created,"
                                + " 0, :hash, 0)")
                .bind("id", id)
                .bind("task", task.id())
                .bind("project", task.project())
                .bind("agent", agent)
                .bind("branch", branch)
                .bind("base", task.base())
                .bind("state", state)
                .bind("reason", reason)
                .bind("created", Rows.micros(now))
                .bind("hash", Chain.START)
                .execute();
    }
}
