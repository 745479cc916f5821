package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.event.EventBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes events of what {@code session/update} carries. Stateless; every text and list is bounded. */
final class Updates {
    private static final int NAME = 256;
    private static final int LINE = 4 << 10;
    private static final int MAX_ENTRIES = 256;
    static final int MAX_PARTS = 32;
    static final int MAX_FILES = 64;
    private static final int MAX_COMMANDS = 512;

    private Updates() {}

    /** The text of a content block; what is no text is described. */
    static String text(JsonNode block, Bounds bounds) {
        String type = Wire.text(block.path("type"), "");
        return switch (type) {
            case "text" -> bounds.text(Wire.text(block.path("text"), ""));
            case "resource_link" -> bounds.text("[" + Wire.text(block.path("uri"), "link") + "]", LINE);
            case "resource" -> {
                JsonNode resource = block.path("resource");
                yield resource.path("text").isString()
                        ? bounds.text(resource.path("text").stringValue())
                        : bounds.text("[" + Wire.text(resource.path("uri"), "resource") + "]", LINE);
            }
            default ->
                bounds.text("[" + Wire.text(block.path("mimeType"), type.isEmpty() ? "content" : type) + "]", NAME);
        };
    }

    static @Nullable String message(JsonNode update, Bounds bounds) {
        return bounds.textOrNull(update.path("messageId"), NAME);
    }

    /** A tool call's id, as it is kept. */
    static String toolId(JsonNode call) {
        return Bounds.cut(Wire.text(call.path("toolCallId"), ""), NAME);
    }

    /** A tool call's event; null where it says nothing but its id. */
    static EventBody.@Nullable Tool tool(JsonNode call) {
        Bounds bounds = new Bounds();
        EventBody.Tool tool = new EventBody.Tool(
                toolId(call),
                bounds.textOrNull(call.path("title"), LINE),
                bounds.textOrNull(call.path("kind"), NAME),
                bounds.textOrNull(call.path("status"), NAME),
                input(call.path("rawInput"), bounds),
                output(call, bounds),
                content(call, bounds),
                files(call.path("locations"), bounds));
        boolean empty = tool.title() == null
                && tool.kind() == null
                && tool.status() == null
                && tool.input() == null
                && tool.output() == null
                && tool.content() == null
                && tool.files() == null;
        return empty ? null : tool;
    }

    /** A tool's input; one that is still empty says nothing. */
    static @Nullable JsonNode input(JsonNode input, Bounds bounds) {
        boolean nothing = input.isMissingNode() || input.isNull() || (input.isContainer() && input.isEmpty());
        return nothing ? null : bounds.tree(input);
    }

    private static @Nullable JsonNode output(JsonNode call, Bounds bounds) {
        JsonNode output = call.path("rawOutput");
        if (!output.isMissingNode() && !output.isNull()) {
            return bounds.tree(output);
        }
        // Claude Code's and Codex's adapters tell a command's end beside the protocol.
        JsonNode exit = call.path("_meta").path("terminal_exit");
        if (!exit.isObject()) {
            return null;
        }
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        if (exit.path("exit_code").isIntegralNumber()) {
            told.put("exitCode", Wire.number(exit.path("exit_code"), -1));
        }
        if (exit.path("signal").isString()) {
            told.put("signal", bounds.text(exit.path("signal").stringValue(), NAME));
        }
        return told;
    }

    static @Nullable List<EventBody.ToolContent> content(JsonNode call, Bounds bounds) {
        List<EventBody.ToolContent> parts = new ArrayList<>();
        for (JsonNode part : call.path("content")) {
            if (parts.size() == MAX_PARTS) {
                parts.add(new EventBody.ToolContent("text", "[more was left out]", null, null, null));
                break;
            }
            EventBody.ToolContent content = part(part, bounds);
            if (content != null) {
                parts.add(content);
            }
        }
        JsonNode terminal = call.path("_meta").path("terminal_output").path("data");
        if (terminal.isString()) {
            parts.add(new EventBody.ToolContent("terminal", bounds.text(terminal.stringValue()), null, null, null));
        }
        return parts.isEmpty() ? null : parts;
    }

    private static EventBody.@Nullable ToolContent part(JsonNode part, Bounds bounds) {
        return switch (Wire.text(part.path("type"), "")) {
            case "content" -> new EventBody.ToolContent("text", text(part.path("content"), bounds), null, null, null);
            case "diff" ->
                new EventBody.ToolContent(
                        "diff",
                        null,
                        bounds.textOrNull(part.path("path"), LINE),
                        bounds.textOrNull(part.path("oldText"), Bounds.TEXT),
                        bounds.textOrNull(part.path("newText"), Bounds.TEXT));
            // Names a terminal whose output comes in later updates.
            case "terminal" -> null;
            default -> new EventBody.ToolContent("text", bounds.text(part.toString(), LINE), null, null, null);
        };
    }

    static @Nullable List<String> files(JsonNode locations, Bounds bounds) {
        List<String> files = new ArrayList<>();
        for (JsonNode location : locations) {
            String path = bounds.textOrNull(location.path("path"), LINE);
            if (path != null && files.size() < MAX_FILES && !files.contains(path)) {
                files.add(path);
            }
        }
        return files.isEmpty() ? null : files;
    }

    static EventBody.Plan plan(JsonNode entries) {
        Bounds bounds = new Bounds();
        List<EventBody.PlanEntry> plan = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (plan.size() == MAX_ENTRIES) {
                plan.add(new EventBody.PlanEntry("[more was left out]", null, null));
                break;
            }
            plan.add(new EventBody.PlanEntry(
                    bounds.text(Wire.text(entry.path("content"), ""), LINE),
                    bounds.textOrNull(entry.path("status"), NAME),
                    bounds.textOrNull(entry.path("priority"), NAME)));
        }
        return new EventBody.Plan(plan);
    }

    static EventBody.Commands commands(JsonNode commands) {
        Bounds bounds = new Bounds();
        List<String> names = new ArrayList<>();
        for (JsonNode command : commands) {
            String name = bounds.textOrNull(command.path("name"), NAME);
            if (name != null && names.size() < MAX_COMMANDS) {
                names.add(name);
            }
        }
        return new EventBody.Commands(names);
    }

    /** The mode that a list of configuration options says is current; empty where it says nothing of it. */
    static String modeOption(JsonNode options) {
        for (JsonNode option : options) {
            boolean mode = Wire.text(option.path("category"), "").equals("mode")
                    || Wire.text(option.path("id"), "").equals("mode");
            if (mode && option.path("currentValue").isString()) {
                return option.path("currentValue").stringValue();
            }
        }
        return "";
    }
}
