package dev.paddock.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an event says. The JSON form of each type is a promise to readers of old journals: a field may be added, never renamed or given another
 * meaning. Described for users in {@code docs/events.md}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EventBody.State.class, name = "state"),
    @JsonSubTypes.Type(value = EventBody.Prompt.class, name = "prompt"),
    @JsonSubTypes.Type(value = EventBody.Text.class, name = "text"),
    @JsonSubTypes.Type(value = EventBody.Superseded.class, name = "superseded"),
    @JsonSubTypes.Type(value = EventBody.Thought.class, name = "thought"),
    @JsonSubTypes.Type(value = EventBody.Tool.class, name = "tool"),
    @JsonSubTypes.Type(value = EventBody.Plan.class, name = "plan"),
    @JsonSubTypes.Type(value = EventBody.Usage.class, name = "usage"),
    @JsonSubTypes.Type(value = EventBody.Context.class, name = "context"),
    @JsonSubTypes.Type(value = EventBody.Mode.class, name = "mode"),
    @JsonSubTypes.Type(value = EventBody.Commands.class, name = "commands"),
    @JsonSubTypes.Type(value = EventBody.Permission.class, name = "permission"),
    @JsonSubTypes.Type(value = EventBody.ModeSet.class, name = "mode-set"),
    @JsonSubTypes.Type(value = EventBody.Verdict.class, name = "verdict"),
    @JsonSubTypes.Type(value = EventBody.Tunnel.class, name = "tunnel"),
    @JsonSubTypes.Type(value = EventBody.Egress.class, name = "egress"),
    @JsonSubTypes.Type(value = EventBody.Collected.class, name = "collected"),
    @JsonSubTypes.Type(value = EventBody.Agent.class, name = "agent"),
    @JsonSubTypes.Type(value = EventBody.Outcome.class, name = "outcome"),
    @JsonSubTypes.Type(value = EventBody.Cleaned.class, name = "cleaned"),
    @JsonSubTypes.Type(value = EventBody.Environment.class, name = "environment"),
    @JsonSubTypes.Type(value = EventBody.Limit.class, name = "limit"),
    @JsonSubTypes.Type(value = EventBody.Failure.class, name = "error"),
    @JsonSubTypes.Type(value = EventBody.Unknown.class, name = "unknown"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface EventBody {
    /**
     * The run came into a state, and why.
     *
     * @param until when it is tried or taken on next, as an ISO instant; absent where that hangs on something else
     */
    record State(
            String state,
            @Nullable String waiting,
            String reason,
            @Nullable String until) implements EventBody {}

    /** A person's message was given to the agent. The first is the task's goal. */
    record Prompt(String text) implements EventBody {}

    /** A piece of the agent's message; pieces with the same {@code message} belong together. */
    record Text(String text, @Nullable String message) implements EventBody {}

    /** The model's answer was cut off in the middle of this message; what follows takes its place. */
    record Superseded(String message) implements EventBody {}

    /** A piece of the agent's thinking. */
    record Thought(String text, @Nullable String message) implements EventBody {}

    /**
     * A tool call began or changed. Fields that an update leaves out did not change.
     *
     * @param id names the call within the run
     * @param kind {@code read, edit, delete, move, search, execute, think, fetch, other} …
     * @param status {@code pending, in_progress, completed, failed}
     * @param input the tool's raw input
     * @param output its raw output
     * @param content what it shows: text, diffs, terminals
     * @param files paths it touches
     */
    record Tool(
            String id,
            @Nullable String title,
            @Nullable String kind,
            @Nullable String status,
            @Nullable JsonNode input,
            @Nullable JsonNode output,
            @Nullable List<ToolContent> content,
            @Nullable List<String> files)
            implements EventBody {}

    /** A part of a tool call's content: {@code text}; {@code diff} with a path and both texts; {@code terminal} with its output. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ToolContent(
            String type,
            @Nullable String text,
            @Nullable String path,
            @Nullable String oldText,
            @Nullable String newText) {}

    /** The agent's to-do list, whole. */
    record Plan(List<PlanEntry> entries) implements EventBody {}

    /** One line of a plan; {@code status} is {@code pending, in_progress, completed}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlanEntry(
            String content,
            @Nullable String status,
            @Nullable String priority) {}

    /**
     * One model request as the gateway saw it. Add them up for a total.
     *
     * @param complete false when the answer was cut off
     * @param costMicros millionths of a US dollar; absent where the model's price is not known
     * @param resets of one that was refused for now: when the vendor says that calls are welcome again, as an ISO instant
     */
    record Usage(
            String vendor,
            @Nullable String model,
            long inputTokens,
            long outputTokens,
            long cacheReadTokens,
            long cacheWriteTokens,
            boolean complete,
            int status,
            long millis,
            @Nullable Long costMicros,
            @Nullable String resets)
            implements EventBody {}

    /** How full the agent says its context is, in tokens. */
    record Context(long used, long size) implements EventBody {}

    /** The agent's mode changed. */
    record Mode(String mode) implements EventBody {}

    /** The commands that the agent offers. */
    record Commands(List<String> names) implements EventBody {}

    /**
     * The agent asked whether it may do something, or was told. A request that waits for a person has no {@code decision} yet; a later event with the same
     * {@code id} tells it. What the policy decides at once is one event.
     *
     * @param id names the request within the run; absent in journals of earlier versions
     * @param tool the tool call that it is about
     * @param kind as in {@link Tool}
     * @param action the exact input shown, as the agent gave it
     * @param content what else it shows, as in {@link Tool}
     * @param files paths that it touches
     * @param cut SHA-256 of the action as the agent gave it, where it was too large to be kept whole
     * @param options names of the answers that the agent offers
     * @param choices the same with their ids and kinds
     * @param hash SHA-256 of what is shown, to which an answer is bound; absent where nobody was asked
     * @param decision {@code approved}, {@code rejected}, {@code cancelled} (taken back) or {@code void} (nobody is there any more to take the answer)
     * @param answer the option chosen, or {@code cancelled}
     * @param by who decided: {@code policy}, {@code agent}, {@code paddock} or a person
     * @param reason in words
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Permission(
            @Nullable String id,
            @Nullable String tool,
            String title,
            @Nullable String kind,
            @Nullable JsonNode action,
            @Nullable List<ToolContent> content,
            @Nullable List<String> files,
            @Nullable String cut,
            List<String> options,
            @Nullable List<Choice> choices,
            @Nullable String hash,
            @Nullable String decision,
            @Nullable String answer,
            @Nullable String by,
            @Nullable String reason)
            implements EventBody {}

    /** An answer that an agent offers; {@code kind} is {@code allow_once, allow_always, reject_once, reject_always}. */
    record Choice(String id, String kind, String name) {}

    /** Somebody changed the permission mode: a person, or {@code agent} where a person allowed it that. */
    record ModeSet(String mode, String by) implements EventBody {}

    /**
     * What the gateway decided about one connection or request.
     *
     * @param verdict {@code allow} or {@code deny}
     * @param rule the rule that allowed it, or the name of the one that refused it
     */
    record Verdict(
            String host,
            int port,
            String verdict,
            String rule,
            @Nullable String method,
            @Nullable Integer times) implements EventBody {}

    /** An allowed connection ended, with what went through it. */
    record Tunnel(String host, int port, long bytesUp, long bytesDown, long millis) implements EventBody {}

    /**
     * A rule of the run's allow-list changed, or is worth knowing at its start.
     *
     * @param change {@code allow}, {@code deny} or {@code remove}
     * @param level whose rule it is: {@code global}, {@code project} or {@code run}
     * @param warning what a person must know of it
     */
    record Egress(
            String rule,
            String change,
            String level,
            @Nullable String warning) implements EventBody {}

    /**
     * The work was imported.
     *
     * @param commit null where there is nothing to keep
     * @param leftOut paths that were not taken, with the reason
     */
    record Collected(@Nullable String commit, String branch, int files, int added, int removed, List<LeftOut> leftOut)
            implements EventBody {}

    /** A path that collecting left out. */
    record LeftOut(String path, String why) {}

    /**
     * The agent's program {@code started}, {@code ended} or was {@code lost}, or a step of it is worth telling.
     *
     * @param exitCode of a program that ended
     * @param detail in a person's words
     */
    record Agent(
            String what,
            @Nullable Integer exitCode,
            @Nullable String detail) implements EventBody {}

    /**
     * A person decided what becomes of the work.
     *
     * @param outcome {@code landed}, {@code proposed} or {@code discarded}
     * @param commit what the branch became
     * @param branch where it landed
     */
    record Outcome(
            String outcome,
            @Nullable String commit,
            @Nullable String branch) implements EventBody {}

    /**
     * Something of the run was cleaned up, on the disk; the journal stays.
     *
     * @param what {@code workspace}: layer, home and conversation; {@code branch}: the branch, of which the diff stays
     * @param bytes that it took, 0 where that was not measured
     * @param reason in a person's words
     */
    record Cleaned(String what, long bytes, String reason) implements EventBody {}

    /**
     * Something about the project's world.
     *
     * @param what {@code started}, {@code output}, {@code waiting}, {@code done}, {@code used} of a set-up script; {@code missing} of something that the
     *     project asks for
     * @param text output, or in a person's words
     */
    record Environment(String what, String text) implements EventBody {}

    /**
     * The run reached one of its limits.
     *
     * @param limit {@code time, turns, idle, memory, cpus, processes, disk} or {@code files}
     * @param value the limit, as it can be set
     * @param ends whether the run ended by it; its work is collected then
     * @param text what happened, for a person
     * @param advice what a person can do
     */
    record Limit(String limit, String value, boolean ends, String text, String advice) implements EventBody {}

    /** Something went wrong that did not by itself end the run. */
    record Failure(String message) implements EventBody {}

    /** What the agent said that this version does not know; kept, cut to a bound. */
    record Unknown(String raw) implements EventBody {}
}
