package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.event.EventBody;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the agent told of its session so far, as far as it is needed to tell news from repetition. Not for several threads. */
final class Seen {
    private static final Pattern MODE_TOLD = Pattern.compile("\\[MODE_UPDATE] (\\w{1,40})");

    private @Nullable String mode;
    private long used;
    private long size;
    private int commands;
    private final Calls calls;
    private boolean troubled;

    Seen(State state) {
        mode = state.mode();
        used = state.used();
        size = state.size();
        commands = state.commands();
        calls = new Calls(state.calls());
        troubled = state.troubled();
    }

    /**
     * What is stored.
     *
     * @param mode the last mode told
     * @param used tokens in the context, as last told
     * @param size tokens that the context holds, as last told
     * @param commands the commands last told, as a hash
     * @param calls tool calls that have not ended, oldest first; bounded
     * @param troubled whether the agent told of a failure in this turn
     */
    record State(@Nullable String mode, long used, long size, int commands, List<Calls.Call> calls, boolean troubled) {
        static final State NONE = new State(null, 0, 0, 0, List.of(), false);

        State {
            calls = List.copyOf(calls);
        }
    }

    State state() {
        return new State(mode, used, size, commands, calls.state(), troubled);
    }

    /** The tool calls that have not ended. */
    Calls calls() {
        return calls;
    }

    /** Whether the agent told of a failure since this was last asked. */
    boolean tookTrouble() {
        boolean told = troubled;
        troubled = false;
        return told;
    }

    /** The agent's mode as it last told it; null before. */
    @Nullable
    String mode() {
        return mode;
    }

    /**
     * Takes the body of a {@code session/update}.
     *
     * @param replayed whether it may tell what the journal has already
     * @return false where its kind is not known
     */
    boolean update(JsonNode update, boolean replayed, Out out) {
        String kind = Wire.text(update.path("sessionUpdate"), "");
        switch (kind) {
            case "agent_message_chunk", "agent_thought_chunk", "tool_call", "tool_call_update", "plan" -> {
                if (!replayed) {
                    said(kind, update, out);
                }
            }
            // Prompts stand in the journal since they were given; titles are the server's own.
            case "user_message_chunk" -> {}
            // Codex ends a turn that failed as if it had gone well, and tells the failure here.
            case "session_info_update" -> {
                JsonNode status =
                        update.path("_meta").path("codex").path("threadStatus").path("type");
                troubled |= Wire.text(status, "").equals("systemError");
            }
            case "usage_update" -> context(update, out);
            case "current_mode_update" -> mode(Wire.text(update.path("currentModeId"), ""), out);
            case "config_option_update" -> mode(Updates.modeOption(update.path("configOptions")), out);
            case "available_commands_update" -> {
                EventBody.Commands offered = Updates.commands(update.path("availableCommands"));
                if (offered.names().hashCode() != commands) {
                    commands = offered.names().hashCode();
                    out.events.add(offered);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void said(String kind, JsonNode update, Out out) {
        Bounds bounds = new Bounds();
        switch (kind) {
            case "agent_message_chunk", "agent_thought_chunk" -> {
                String message = Updates.message(update, bounds);
                String text = Updates.text(update.path("content"), bounds);
                Matcher told = MODE_TOLD.matcher(text);
                if (told.matches()) {
                    // Gemini CLI tells its mode so.
                    mode(told.group(1), out);
                } else if (!text.isEmpty()) {
                    out.events.add(
                            kind.equals("agent_message_chunk")
                                    ? new EventBody.Text(text, message)
                                    : new EventBody.Thought(text, message));
                }
            }
            case "plan" -> out.events.add(Updates.plan(update.path("entries")));
            default -> call(update, out);
        }
    }

    /** Takes what is told of a tool call, whole or in part. */
    void call(JsonNode call, Out out) {
        EventBody.Tool tool = Updates.tool(call);
        if (tool == null) {
            return;
        }
        out.events.add(tool);
        calls.take(tool);
    }

    private void context(JsonNode update, Out out) {
        long nowUsed = Wire.number(update.path("used"), -1);
        long nowSize = Wire.number(update.path("size"), -1);
        if (nowUsed < 0 || nowSize < 0 || (nowUsed == used && nowSize == size)) {
            return;
        }
        used = nowUsed;
        size = nowSize;
        out.events.add(new EventBody.Context(used, size));
    }

    /** The mode that was told; empty where none was. */
    void mode(String told, Out out) {
        String now = Bounds.cut(told, 256);
        if (!now.isEmpty() && !now.equals(mode)) {
            mode = now;
            out.events.add(new EventBody.Mode(now));
        }
    }
}
