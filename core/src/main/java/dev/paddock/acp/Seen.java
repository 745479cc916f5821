package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.event.EventBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the agent told of its session so far, as far as it is needed to tell news from repetition. Not for several threads. */
final class Seen {
    private static final int MAX_OPEN = 128;

    private @Nullable String mode;
    private long used;
    private long size;
    private int commands;
    private final Map<String, String> open;

    Seen(State state) {
        mode = state.mode();
        used = state.used();
        size = state.size();
        commands = state.commands();
        open = new LinkedHashMap<>();
        state.open().forEach(call -> open.put(call.id(), call.kind()));
    }

    /**
     * What is stored.
     *
     * @param mode the last mode told
     * @param used tokens in the context, as last told
     * @param size tokens that the context holds, as last told
     * @param commands the commands last told, as a hash
     * @param open tool calls that have not ended, oldest first; bounded
     */
    record State(@Nullable String mode, long used, long size, int commands, List<Call> open) {
        static final State NONE = new State(null, 0, 0, 0, List.of());

        State {
            open = List.copyOf(open);
        }
    }

    /** A tool call's id and kind; the kind is empty where none was told. */
    record Call(String id, String kind) {}

    State state() {
        List<Call> calls = new ArrayList<>();
        open.forEach((id, kind) -> calls.add(new Call(id, kind)));
        return new State(mode, used, size, commands, calls);
    }

    /** The agent's mode as it last told it; null before. */
    @Nullable
    String mode() {
        return mode;
    }

    /** The kind of a tool call that has not ended; null where it is not known. */
    @Nullable
    String kind(String tool) {
        return open.get(tool);
    }

    /** Whether a tool call other than this one has not ended. */
    boolean busyBeside(String tool) {
        return open.keySet().stream().anyMatch(id -> !id.equals(tool));
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
            case "user_message_chunk", "session_info_update" -> {}
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
                if (!text.isEmpty()) {
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
        String kind = tool.kind();
        if (kind != null) {
            open.computeIfPresent(tool.id(), (id, before) -> kind);
        }
        String status = tool.status();
        if (status == null) {
            return;
        }
        if (status.equals("completed") || status.equals("failed")) {
            open.remove(tool.id());
        } else if (open.size() < MAX_OPEN) {
            open.putIfAbsent(tool.id(), kind == null ? "" : kind);
        }
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

    /** Calls that a turn's end left open will never be told ended: an interrupted model stream leaves such. */
    void closeCalls(Out out) {
        for (String id : open.keySet()) {
            out.events.add(new EventBody.Tool(id, null, null, "failed", null, null, null, null));
        }
        open.clear();
    }
}
