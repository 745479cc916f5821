package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventBody.Choice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a permission request is about, in the form in which it is shown, hashed and kept. */
record Action(
        String tool,
        String title,
        String kind,
        @Nullable JsonNode input,
        @Nullable List<EventBody.ToolContent> content,
        @Nullable List<String> files,
        @Nullable String cut,
        List<Choice> choices) {

    /**
     * Reads the parameters of {@code session/request_permission}.
     *
     * @param before what was told of the tool call before, for what the request leaves out
     */
    static Action read(JsonNode params, Calls.@Nullable Call before) {
        Calls.Call known = before == null ? new Calls.Call("", null, null, null, null, null, false) : before;
        Bounds bounds = new Bounds();
        JsonNode call = params.path("toolCall");
        List<Choice> choices = Asked.choices(params.path("options"), bounds);
        String told = known.title() == null ? "a tool call" : known.title();
        String title = bounds.text(Wire.text(call.path("title"), told), 4 << 10);
        String kind = known.kind() == null ? "" : known.kind();
        JsonNode input = Updates.input(call.path("rawInput"), bounds);
        List<EventBody.ToolContent> content = Updates.content(call, bounds);
        List<String> files = Updates.files(call.path("locations"), bounds);
        boolean lacks = known.large() && (input == null || content == null);
        boolean cut = lacks
                || bounds.cut()
                || call.path("content").size() > Updates.MAX_PARTS
                || call.path("locations").size() > Updates.MAX_FILES;
        return new Action(
                Updates.toolId(call),
                title,
                Bounds.cut(Wire.text(call.path("kind"), kind), 256),
                input == null ? known.input() : input,
                content == null ? known.content() : content,
                files == null ? known.files() : files,
                cut ? sha256(call) : null,
                choices);
    }

    /**
     * SHA-256, in hex, of all that is shown: the event's {@code action, choices, content, cut, files, kind, title, tool} as one JSON object with sorted keys and
     * without blanks, absent ones left out.
     */
    String hash() {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("tool", tool).put("title", title);
        shown.set("choices", Wire.MAPPER.valueToTree(choices));
        if (!kind.isEmpty()) {
            shown.put("kind", kind);
        }
        if (input != null) {
            shown.set("action", input);
        }
        if (content != null) {
            shown.set("content", Wire.MAPPER.valueToTree(content));
        }
        if (files != null) {
            shown.set("files", Wire.MAPPER.valueToTree(files));
        }
        if (cut != null) {
            shown.put("cut", cut);
        }
        return sha256(shown);
    }

    /** The event that asks a person. */
    EventBody.Permission ask(String id, String hash) {
        return new EventBody.Permission(
                id,
                tool,
                title,
                kind.isEmpty() ? null : kind,
                input,
                content,
                files,
                cut,
                names(),
                choices,
                hash,
                null,
                null,
                null,
                null);
    }

    /** The event that tells what the policy decided at once. */
    EventBody.Permission decided(String id, @Nullable Choice choice, String decision, @Nullable String reason) {
        String answer = choice == null ? "cancelled" : choice.name();
        return new EventBody.Permission(
                id,
                tool,
                title,
                kind.isEmpty() ? null : kind,
                input,
                null,
                null,
                cut,
                names(),
                null,
                null,
                decision,
                answer,
                "policy",
                reason);
    }

    private List<String> names() {
        return choices.stream().map(Choice::name).toList();
    }

    /** The files that it says it touches, by any of the ways to say so. */
    List<String> touched() {
        List<String> all = new ArrayList<>();
        if (files != null) {
            all.addAll(files);
        }
        if (content != null) {
            content.stream()
                    .map(EventBody.ToolContent::path)
                    .filter(path -> path != null)
                    .forEach(all::add);
        }
        return all;
    }

    private static String sha256(JsonNode node) {
        try {
            byte[] bytes = Wire.MAPPER.writeValueAsString(sorted(node)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(sorted(element)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.propertyNames().stream().sorted().forEach(name -> object.set(name, sorted(node.path(name))));
        return object;
    }
}
