package dev.paddock.store;

import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Lists for people: tasks by page, and what a name may mean. Confined to one unit of change or reading. */
record Listing(Handle handle) {
    /** As {@link dev.paddock.store.Query#tasks}. */
    List<Task> tasks(String before, String project, String state, int limit) {
        StringBuilder where = new StringBuilder(" where 1 = 1");
        if (!before.isEmpty()) {
            where.append(" and t.number < (select number from task where id = :before)");
        }
        if (!project.isEmpty()) {
            where.append(" and t.project = :project");
        }
        List<String> states = state.equals("live")
                ? List.of("queued", "preparing", "running", "waiting", "collecting")
                : List.of(state);
        if (!state.isEmpty()) {
            // Few are looked up; of many, one comes soon.
            where.append(
                    fewIn(states)
                            ? " and t.id in (select task from run where state in (<states>))"
                            : " and exists (select 1 from run r where r.task = t.id and r.state in (<states>))");
        }
        Query query = handle.createQuery("select t.* from task t" + where + " order by t.number desc limit :limit");
        if (!before.isEmpty()) {
            query.bind("before", before);
        }
        if (!project.isEmpty()) {
            query.bind("project", project);
        }
        if (!state.isEmpty()) {
            query.bindList("states", states);
        }
        return query.bind("limit", limit).map(Rows::task).list();
    }

    /** Runs that a person may mean by something else than the whole id. */
    List<Run> runs(String key) {
        int slash = key.lastIndexOf('/');
        String task = slash < 0 ? key : key.substring(0, slash);
        String agent = slash < 0 ? "" : key.substring(slash + 1);
        return handle.createQuery("select r.* from run r join task t on t.id = r.task"
                        + " where (:agent = '' and length(:key) >= 3 and substr(r.id, 1, length(:key)) = :key)"
                        + " or ((t.id = :task or t.name = :task) and (:agent = '' or r.agent = :agent))"
                        + " order by r.number desc limit 10")
                .bind("key", key)
                .bind("task", task)
                .bind("agent", agent)
                .map(Rows::run)
                .list();
    }

    private boolean fewIn(List<String> states) {
        int most = 2_000;
        return handle.createQuery("select count(*) from (select 1 from run where state in (<states>) limit :limit)")
                        .bindList("states", states)
                        .bind("limit", most + 1)
                        .mapTo(Integer.class)
                        .one()
                <= most;
    }
}
