package dev.paddock.acp;

import dev.paddock.event.EventBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The tool calls that have not ended, with what was told of them: some agents leave it out of the request that asks for permission. Not for several threads. */
final class Calls {
    private static final int MAX_OPEN = 128;
    /** The most characters of what is remembered of one call. */
    private static final int MAX_DETAILS = 128 << 10;

    private final Map<String, Call> open = new LinkedHashMap<>();

    Calls(List<Call> calls) {
        calls.forEach(call -> open.put(call.id(), call));
    }

    /**
     * A tool call that has not ended.
     *
     * @param large whether more was told of it than is remembered
     */
    record Call(
            String id,
            @Nullable String title,
            @Nullable String kind,
            @Nullable JsonNode input,
            @Nullable List<EventBody.ToolContent> content,
            @Nullable List<String> files,
            boolean large) {
        /** With what an update says. */
        Call with(EventBody.Tool update) {
            List<EventBody.ToolContent> shown = update.content() == null
                    ? null
                    : update.content().stream()
                            .filter(part -> !part.type().equals("terminal"))
                            .toList();
            Call next = new Call(
                    id,
                    update.title() == null ? title : update.title(),
                    update.kind() == null ? kind : update.kind(),
                    update.input() == null ? input : update.input(),
                    shown == null || shown.isEmpty() ? content : shown,
                    update.files() == null ? files : update.files(),
                    large);
            return next.size() <= MAX_DETAILS ? next : new Call(id, next.title(), next.kind(), null, null, null, true);
        }

        private int size() {
            int size = input == null ? 0 : input.toString().length();
            if (content != null) {
                for (EventBody.ToolContent part : content) {
                    size += length(part.text()) + length(part.oldText()) + length(part.newText());
                }
            }
            return size;
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    List<Call> state() {
        return List.copyOf(open.values());
    }

    @Nullable
    Call get(String id) {
        return open.get(id);
    }

    /** Whether a call other than this one has not ended. */
    boolean busyBeside(String id) {
        return open.keySet().stream().anyMatch(other -> !other.equals(id));
    }

    void take(EventBody.Tool tool) {
        String status = tool.status();
        Call before = open.get(tool.id());
        if ("completed".equals(status) || "failed".equals(status)) {
            open.remove(tool.id());
        } else if (before != null) {
            open.put(tool.id(), before.with(tool));
        } else if (status != null && open.size() < MAX_OPEN) {
            open.put(tool.id(), new Call(tool.id(), null, null, null, null, null, false).with(tool));
        }
    }

    /** Calls that a turn's end left open will never be told ended: an interrupted model stream leaves such. */
    void close(Out out) {
        for (String id : open.keySet()) {
            out.events.add(new EventBody.Tool(id, null, null, "failed", null, null, null, null));
        }
        open.clear();
    }
}
