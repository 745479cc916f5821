package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.run.Use;
import dev.paddock.store.Query;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All runs that are at work or kept warm, and the first of the queue, as they are now. Safe for use by several threads. */
final class LiveTable {
    private static final Set<String> QUEUED = Set.of("queued");
    private static final Set<String> AT_WORK = Set.of("preparing", "running", "waiting", "collecting");
    private static final int MOST_QUEUED = 50;
    /** So many events back the last words are looked for. */
    private static final int TAIL = 60;

    private static final int LINE = 300;

    private final Services services;
    // Run to its last line as of an event; guarded by itself.
    private final Map<String, Said> lines = new HashMap<>();

    LiveTable(Services services) {
        this.services = services;
    }

    private record Said(long seq, String text) {}

    /** {@code line} is what the agent said or did last. */
    record Row(
            String id,
            String taskName,
            String goal,
            String project,
            String agent,
            String state,
            @JsonInclude(Include.NON_NULL) @Nullable String waiting,
            String reason,
            double workedSeconds,
            long turns,
            Views.UsageView usage,
            String line,
            @JsonInclude(Include.NON_NULL) Views.@Nullable ReadingsView readings) {}

    /** {@code queued} counts those too that are not shown. */
    record View(Instant time, long queued, List<Row> runs) {}

    View now() {
        Map<String, Use> uses = services.runs().uses();
        return services.store().read(query -> {
            List<Run> runs = new ArrayList<>(query.runsIn(AT_WORK));
            Set<String> shown = Set.copyOf(runs.stream().map(Run::id).toList());
            uses.keySet().stream()
                    .filter(id -> !shown.contains(id))
                    .flatMap(id -> query.run(id).stream())
                    .forEach(runs::add);
            query.queue().places(MOST_QUEUED).entrySet().stream()
                    .filter(run -> run.getValue() <= MOST_QUEUED)
                    .sorted(Map.Entry.comparingByValue())
                    .flatMap(run -> query.run(run.getKey()).stream())
                    .forEach(runs::add);
            Set<String> all = Set.copyOf(runs.stream().map(Run::id).toList());
            synchronized (lines) {
                lines.keySet().retainAll(all);
            }
            Map<String, Task> tasks = new HashMap<>();
            return new View(
                    Instant.now(),
                    query.count(QUEUED),
                    runs.stream()
                            .map(run -> row(
                                    query,
                                    run,
                                    tasks.computeIfAbsent(
                                            run.task(), id -> query.task(id).orElseThrow()),
                                    Optional.ofNullable(uses.get(run.id()))))
                            .toList());
        });
    }

    private Row row(Query query, Run run, Task task, Optional<Use> use) {
        return new Row(
                run.id(),
                task.name(),
                task.goal(),
                run.project(),
                run.agent(),
                run.state().word(),
                run.state().waiting(),
                run.reason(),
                run.work().at(Instant.now()).toMillis() / 1e3,
                run.work().turns(),
                Views.usage(run.usage()),
                line(query, run),
                use.map(Views.ReadingsView::of).orElse(null));
    }

    private String line(Query query, Run run) {
        synchronized (lines) {
            Said known = lines.get(run.id());
            if (known != null && known.seq() == run.seq()) {
                return known.text();
            }
            String text = last(query.events(run.id(), Math.max(0, run.seq() - TAIL), TAIL));
            if (text.isEmpty() && known != null) {
                text = known.text();
            }
            lines.put(run.id(), new Said(run.seq(), text));
            return text;
        }
    }

    /** The end of the last message, or the last tool's title where that came later. */
    private static String last(List<Event> events) {
        StringBuilder message = new StringBuilder();
        String id = "";
        boolean over = false;
        String line = "";
        for (Event event : events) {
            if (event.body() instanceof EventBody.Text text) {
                String next = text.message() == null ? "" : text.message();
                if (over || !next.equals(id)) {
                    message.setLength(0);
                    id = next;
                    over = false;
                }
                message.append(text.text());
                String said = message.toString().stripTrailing();
                line = said.substring(said.lastIndexOf('\n') + 1).strip();
            } else if (event.body() instanceof EventBody.Tool tool) {
                over = true;
                String title = tool.title();
                line = title == null || title.isBlank() ? line : title.strip();
            }
        }
        return line.length() > LINE ? line.substring(0, LINE) : line;
    }
}
