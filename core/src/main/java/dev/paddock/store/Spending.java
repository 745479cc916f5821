package dev.paddock.store;

import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What a run may use and has used, in its row. Confined to one unit of change or reading. */
record Spending(Handle handle) {
    /** Adds a model request to the sums. */
    void used(String run, EventBody.Usage usage) {
        Long cost = usage.costMicros();
        handle.createUpdate(
                        "update run set requests = requests + 1, turns = turns + :turn, input_tokens = input_tokens +"
                                + " :input, output_tokens = output_tokens + :output, cache_read_tokens = cache_read_tokens"
                                + " + :read, cache_write_tokens = cache_write_tokens + :written, cost_micros = cost_micros"
                                + " + :cost where id = :id")
                .bind("turn", usage.status() >= 200 && usage.status() < 300 ? 1 : 0)
                .bind("input", usage.inputTokens())
                .bind("output", usage.outputTokens())
                .bind("read", usage.cacheReadTokens())
                .bind("written", usage.cacheWriteTokens())
                .bind("cost", cost == null ? 0L : cost)
                .bind("id", run)
                .execute();
    }

    /** What it may use, where a person chose it. */
    void may(String run, Map<String, String> chosen) {
        handle.execute(
                "update run set limits = ? where id = ?", EventJson.mapper().writeValueAsString(chosen), run);
    }

    Map<String, String> may(String run) {
        return handle.createQuery("select limits from run where id = ?")
                .bind(0, run)
                .map(Rows::limits)
                .findOne()
                .orElse(Map.of());
    }

    /** Remembers that this limit was told of at the value that it has; false if it was before. */
    boolean mark(String run, EventBody.Limit limit) {
        String mark = limit.limit() + "=" + limit.value() + " ";
        return handle.execute(
                        "update run set limits_told = limits_told || ? where id = ? and instr(limits_told, ?) = 0",
                        mark,
                        run,
                        mark)
                > 0;
    }

    /** It was running until this moment only, and runs from now. */
    void ranUntil(String run, Instant moment, Instant now) {
        handle.createUpdate("update run set worked = worked + max(0, :moment - works_since), works_since = :now"
                        + " where id = :id and works_since is not null")
                .bind("moment", Rows.micros(moment))
                .bind("now", Rows.micros(now))
                .bind("id", run)
                .execute();
    }
}
