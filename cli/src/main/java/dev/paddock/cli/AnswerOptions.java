package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which permission request of a run is answered, and how exactly. */
final class AnswerOptions {
    @Option(names = "--id", paramLabel = "ID", description = "Which request, where several wait.")
    @Nullable
    String id;

    @Option(names = "--always", description = "The answer that lasts, where the agent offers one.")
    boolean always;

    @Option(names = "--option", paramLabel = "ID", description = "Exactly this one of the agent's answers.")
    @Nullable
    String option;

    @Option(names = "--hash", paramLabel = "HEX", description = "Only if its hash begins so (at least 8 digits).")
    @Nullable
    String hash;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Kept in the journal; of a refusal the agent is told it.")
    @Nullable
    String reason;

    /** What was answered, and how the run is since. */
    record Given(JsonNode request, JsonNode run) {}

    /** @param verb {@code approve} or {@code reject} */
    Given give(Api api, String run, String verb) {
        Approvals approvals = new Approvals(api, run);
        JsonNode request = approvals.one(id, hash, verb);
        ObjectNode answer = Json.object().put("always", always);
        if (option != null) {
            answer.put("option", option);
        }
        if (reason != null) {
            answer.put("reason", reason);
        }
        return new Given(request, approvals.answer(request, verb, answer));
    }
}
