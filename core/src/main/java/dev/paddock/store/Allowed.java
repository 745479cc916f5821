package dev.paddock.store;

import dev.paddock.task.EgressRule;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rules of the allow-list that people made. Confined to one unit of change or reading. */
record Allowed(Handle handle) {
    List<EgressRule> of(String project, String run) {
        return handle.createQuery(
                        "select * from egress where level = 'global' or (level = 'project' and owner = :project)"
                                + " or (level = 'run' and owner = :run) order by number")
                .bind("project", project)
                .bind("run", run)
                .map(Rows::egress)
                .list();
    }

    void keep(EgressRule rule) {
        handle.createUpdate("insert into egress (level, owner, verdict, rule) values (:level, :owner, :verdict, :rule)"
                        + " on conflict (level, owner, rule) do update set verdict = excluded.verdict")
                .bind("level", rule.level().word())
                .bind("owner", rule.owner())
                .bind("verdict", rule.denies() ? "deny" : "allow")
                .bind("rule", rule.rule())
                .execute();
    }

    /** False if there was none. */
    boolean forget(EgressRule.Level level, String owner, String rule) {
        return handle.execute(
                        "delete from egress where level = ? and owner = ? and rule = ?", level.word(), owner, rule)
                > 0;
    }
}
