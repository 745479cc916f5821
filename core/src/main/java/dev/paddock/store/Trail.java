package dev.paddock.store;

import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one journal's events add up to, and the rules that they keep: legal steps between states, each permission request decided at most once, no tool call left
 * open when the agent stops working. Takes the events in order, in bounded memory. Not thread-safe.
 */
final class Trail {
    /** As many open calls as a conversation remembers; of more nothing is known. */
    private static final int MOST_CALLS = 128;

    private static final int MOST_PENDING = 64;

    private final String run;
    private @Nullable RunState state;
    private String reason = "";
    private @Nullable String outcome;
    private @Nullable String mode;
    private @Nullable String commit;
    private Run.Change change = new Run.Change(0, 0, 0);
    private Run.Totals usage = new Run.Totals(0, 0, 0, 0, 0, 0);
    private long seq;
    private long prompts;
    private long launches;
    private final Set<String> pending = new LinkedHashSet<>();
    private final Set<String> calls = new LinkedHashSet<>();
    private long lastLaunch;
    private long lastAsked;

    Trail(String run) {
        this.run = run;
    }

    /**
     * The run's row, as far as events say what stands in it.
     *
     * @param said messages ever put in line; null where an earlier version did not count them
     * @param inLine messages that the agent has not been given yet
     * @param approvals ids of the requests that wait
     */
    record Row(Run run, int launch, @Nullable Long said, long inLine, List<String> approvals) {}

    /** Takes the next event; the rule that it breaks, in words, or null. */
    @Nullable
    String take(Event event) {
        seq++;
        if (event.seq() != seq || !event.run().equals(run)) {
            return "it calls itself event " + event.seq() + " of run " + event.run();
        }
        if (state == null && !(event.body() instanceof EventBody.State)) {
            return "the journal does not begin with the state queued";
        }
        return switch (event.body()) {
            case EventBody.State next -> step(next);
            case EventBody.Prompt prompt -> {
                prompts++;
                yield during("a message was given to the agent", Kind.RUNNING);
            }
            case EventBody.Agent agent -> agent(agent);
            case EventBody.Tool tool -> {
                call(tool);
                yield null;
            }
            case EventBody.Permission permission -> permission(permission);
            case EventBody.ModeSet set -> {
                mode = set.mode();
                yield null;
            }
            case EventBody.Usage used -> {
                use(used);
                yield null;
            }
            case EventBody.Collected collected -> {
                commit = collected.commit();
                change = new Run.Change(collected.files(), collected.added(), collected.removed());
                yield during("work was collected", Kind.COLLECTING);
            }
            case EventBody.Outcome decided -> {
                outcome = decided.outcome();
                yield null;
            }
            // No rule is about it.
            case EventBody other -> null;
        };
    }

    private @Nullable String step(EventBody.State told) {
        RunState next;
        try {
            next = RunState.of(told.state(), told.waiting());
        } catch (IllegalArgumentException e) {
            return "there is no state " + told.state();
        }
        RunState before = state;
        boolean legal =
                before == null ? next.kind() == Kind.QUEUED : before.next().contains(next.kind());
        if (!legal) {
            return "a run can't go from " + (before == null ? "nothing" : before.word()) + " to " + next.word();
        }
        state = next;
        reason = told.reason();
        if (!next.ended()) {
            outcome = null;
        }
        if (next.kind() == Kind.RUNNING || next.kind() == Kind.WAITING) {
            return null;
        }
        String left = pending.isEmpty() ? null : "permission request " + first(pending) + " still waited";
        String open = calls.isEmpty() ? null : "tool call " + first(calls) + " was not told ended";
        calls.clear();
        return left == null && open == null
                ? null
                : (left == null ? open : left) + " when the agent's work ended in " + next.word();
    }

    private @Nullable String agent(EventBody.Agent told) {
        if (!told.what().equals("started")) {
            return null;
        }
        launches++;
        return during("the agent was started", Kind.PREPARING);
    }

    private @Nullable String during(String what, Kind kind) {
        return state != null && state.kind() == kind
                ? null
                : what + " while the run was " + (state == null ? "nothing" : state.word());
    }

    /** Calls that are told of after the agent's turn are nobody's to close. */
    private void call(EventBody.Tool told) {
        String status = told.status();
        if ("completed".equals(status) || "failed".equals(status)) {
            calls.remove(told.id());
        } else if (status != null
                && state != null
                && (state.kind() == Kind.RUNNING || state.kind() == Kind.WAITING)
                && calls.size() < MOST_CALLS) {
            calls.add(told.id());
        }
    }

    private @Nullable String permission(EventBody.Permission told) {
        String id = told.id();
        if (id == null) {
            return null;
        }
        boolean waited = pending.remove(id);
        if (told.decision() == null) {
            if (waited || !later(id)) {
                return "permission request " + id + " was asked twice";
            }
            pending.add(id);
            return pending.size() > MOST_PENDING ? "more permission requests wait than may" : null;
        }
        // What the policy rules on at once is asked and decided in one.
        return waited || later(id) ? null : "permission request " + id + " was decided twice";
    }

    /** Requests are numbered in order: by launch, then within it. */
    private boolean later(String id) {
        int dash = id.indexOf('-');
        long launch;
        long number;
        try {
            launch = Long.parseLong(id.substring(0, Math.max(0, dash)));
            number = Long.parseLong(id.substring(dash + 1));
        } catch (NumberFormatException e) {
            return false;
        }
        if (launch < lastLaunch || (launch == lastLaunch && number <= lastAsked)) {
            return false;
        }
        lastLaunch = launch;
        lastAsked = number;
        return true;
    }

    private void use(EventBody.Usage used) {
        Long cost = used.costMicros();
        usage = new Run.Totals(
                usage.requests() + 1,
                usage.inputTokens() + used.inputTokens(),
                usage.outputTokens() + used.outputTokens(),
                usage.cacheReadTokens() + used.cacheReadTokens(),
                usage.cacheWriteTokens() + used.cacheWriteTokens(),
                usage.costMicros() + (cost == null ? 0 : cost));
    }

    /** What of the run's row is not what its events add up to, in words, or null. */
    @Nullable
    String end(Row row) {
        Run shown = row.run();
        if (!shown.state().equals(state)) {
            return differs("state", shown.state().word(), state == null ? "nothing" : state.word());
        }
        if (!shown.reason().equals(reason)) {
            return differs("reason", shown.reason(), reason);
        }
        if (!same(shown.outcome(), outcome)) {
            return differs("outcome", String.valueOf(shown.outcome()), String.valueOf(outcome));
        }
        if (mode != null && !mode.equals(shown.mode())) {
            return differs("mode", shown.mode(), mode);
        }
        if (!shown.usage().equals(usage)) {
            return differs("usage", shown.usage().toString(), usage.toString());
        }
        if (!same(shown.commit(), commit) || !shown.change().equals(change)) {
            return differs("commit", shown.commit() + " " + shown.change(), commit + " " + change);
        }
        if (row.launch() != launches) {
            return differs("number of launches", Integer.toString(row.launch()), Long.toString(launches));
        }
        if ((shown.ended() != null) != shown.state().ended()
                || (shown.work().since() != null) != (shown.state().kind() == Kind.RUNNING)) {
            return "its row's times are not those of a run that is "
                    + shown.state().word();
        }
        if (!row.approvals().equals(List.copyOf(pending))) {
            return differs("waiting requests", row.approvals().toString(), pending.toString());
        }
        Long said = row.said();
        return said == null || said == prompts + row.inLine()
                ? null
                : said + " messages were put in line, but " + prompts + " were given to the agent and " + row.inLine()
                        + " wait";
    }

    private static String differs(String what, String row, String events) {
        return "its row says " + what + " " + row + ", its events " + events;
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one == null ? other == null : one.equals(other);
    }

    private static String first(Set<String> ids) {
        return ids.iterator().next();
    }
}
