package dev.paddock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as it is to be started.
 *
 * @param goal what the agents are to do
 * @param name what to call it; null leaves that to the server
 * @param agents their names; empty for the server's usual one
 * @param rehearsal who plays the model; null for the vendor's real one
 * @param allow further hosts
 * @param options further fields of {@code startTask} in openapi.yaml
 */
record TaskOrder(
        String goal,
        @Nullable String name,
        List<String> agents,
        @Nullable Rehearsal rehearsal,
        List<String> allow,
        ObjectNode options) {

    /**
     * What plays the model.
     *
     * @param name a shipped script; null for the usual one
     * @param script YAML; null for a shipped one
     */
    record Rehearsal(@Nullable String name, @Nullable String script) {}

    /** Starts it; the answer is {@code Started} of openapi.yaml. */
    JsonNode start(Api api, Projects.Start from) {
        ObjectNode body = Json.object().put("goal", goal).put("project", Json.text(from.project(), "id"));
        if (name != null) {
            body.put("name", name);
        }
        if (from.base() != null) {
            body.put("base", from.base());
        }
        if (!agents.isEmpty()) {
            agents.forEach(body.putArray("agents")::add);
        }
        if (rehearsal != null) {
            ObjectNode played = body.putObject("rehearsal");
            if (rehearsal.name() != null) {
                played.put("name", rehearsal.name());
            }
            if (rehearsal.script() != null) {
                played.put("script", rehearsal.script());
            }
        }
        if (!allow.isEmpty()) {
            allow.forEach(body.putArray("allow")::add);
        }
        body.setAll(options);
        return api.post("/tasks", body);
    }
}
