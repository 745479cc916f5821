package dev.paddock.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Takes runs and projects out of every table. Confined to one unit of change. */
record Removal(Handle handle) {
    /** The tables whose rows belong to a run, by their column of that name. */
    private static final List<String> OF_RUN = List.of("event", "message", "approval");

    /** With its journal; its task goes with its last run. */
    void run(String id) {
        for (String table : OF_RUN) {
            handle.execute("delete from " + table + " where run = ?", id);
        }
        handle.execute("delete from egress where owner = ?", id);
        String task = handle.createQuery("select task from run where id = ?")
                .bind(0, id)
                .mapTo(String.class)
                .one();
        handle.execute("delete from run where id = ?", id);
        handle.execute("delete from task where id = ? and not exists (select 1 from run where task = ?)", task, task);
    }

    /** With its tasks, runs and journals. */
    void project(String id) {
        for (String table : OF_RUN) {
            handle.execute("delete from " + table + " where run in (select id from run where project = ?)", id);
        }
        handle.execute("delete from egress where owner = ? or owner in (select id from run where project = ?)", id, id);
        handle.execute("delete from run where project = ?", id);
        handle.execute("delete from task where project = ?", id);
        handle.execute("delete from project where id = ?", id);
    }
}
