package dev.paddock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The permission requests of a run that wait for a person, and the answers. */
final class Approvals {
    private final Api api;
    private final String run;

    Approvals(Api api, String run) {
        this.api = api;
        this.run = run;
    }

    /** Those that wait, oldest first. */
    List<JsonNode> pending() {
        return Json.list(api.get("/runs/" + Api.encode(run) + "/approvals"), "approvals");
    }

    /**
     * The one that is meant.
     *
     * @param id null where there is only one
     * @param hash the beginning of its hash, or null
     * @param verb for advice
     */
    JsonNode one(@Nullable String id, @Nullable String hash, String verb) {
        List<JsonNode> pending = pending();
        if (pending.isEmpty()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "nothing of run " + Sanitiser.line(run) + " waits for approval",
                    "`paddock show " + Sanitiser.line(run) + "` shows what it is at.");
        }
        if (id == null && pending.size() > 1) {
            List<String> commands = pending.stream()
                    .map(p -> "paddock " + verb + " " + run + " --id " + Json.safe(p, "id") + "     "
                            + Json.safe(p, "title"))
                    .toList();
            throw new CliException(
                    ExitCode.USAGE, pending.size() + " requests wait; say which", String.join("\n", commands));
        }
        JsonNode found = pending.stream()
                .filter(p -> id == null || id.equals(Json.text(p, "id")))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.REFUSED,
                        "request " + Sanitiser.line(String.valueOf(id)) + " does not wait for an answer",
                        "`paddock approve " + Sanitiser.line(run) + "` shows those that do."));
        if (hash != null && (hash.length() < 8 || !Json.text(found, "hash").startsWith(hash))) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "what waits is not what has the hash " + Sanitiser.line(hash),
                    "Look at it again: `paddock approve " + Sanitiser.line(run) + "`");
        }
        return found;
    }

    /** Answers one; {@code answer} holds what else is said. */
    JsonNode answer(JsonNode request, String verb, ObjectNode answer) {
        answer.put("id", Json.text(request, "id")).put("hash", Json.text(request, "hash"));
        return api.post("/runs/" + Api.encode(run) + "/" + verb, answer);
    }
}
