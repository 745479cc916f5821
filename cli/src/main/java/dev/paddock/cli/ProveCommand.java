package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock prove}. */
@Command(
        name = "prove",
        description = {
            "Attacks a sandbox on this machine from inside, as an agent could, and shows what held.",
            "Each attack has a control: outside a sandbox it works. Nothing leaves the machine."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the sandbox held against every attack", "1:it did not, or an attack could not be tried"},
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock prove",
            "  paddock prove 14 18 19      only these attacks",
            "  paddock prove --json >proof.json"
        })
final class ProveCommand extends JsonCommand {
    private static final Duration SILENCE = Duration.ofMinutes(3);

    @Parameters(paramLabel = "ATTACK", description = "Numbers of attacks (default: all).", arity = "0..*")
    List<Integer> attacks = new ArrayList<>();

    ProveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        attacks.forEach(body.putArray("attacks")::add);
        ObjectNode proof = Json.object();
        List<JsonNode> results = new ArrayList<>();
        byte[] request = body.toString().getBytes(StandardCharsets.UTF_8);
        try (InputStream stream = servers()
                        .connect()
                        .open("POST", "/proof", request, SILENCE, Map.of("Content-Type", "application/json"));
                LineReader lines = new LineReader(stream, 1 << 20)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                JsonNode step = line.isBlank() ? Json.object() : Json.parse(line);
                if (step.path("done").asBoolean(false)) {
                    proof = (ObjectNode) step;
                } else if (step.has("attack")) {
                    results.add(step);
                    show(step);
                }
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE, "the connection broke while the sandbox was attacked", "Try it again.", e);
        }
        if (!proof.has("done")) {
            throw new CliException(ExitCode.UNREACHABLE, "the server stopped in the middle", "Try it again.");
        }
        return conclude(proof, results);
    }

    private void show(JsonNode result) {
        if (json) {
            return;
        }
        Style style = caller.outStyle();
        String outcome = Json.text(result, "outcome");
        String mark = switch (outcome) {
            case "held" -> style.green("✓");
            case "unproven" -> style.yellow("?");
            default -> style.red("✗");
        };
        print(mark + " " + Width.pad(Json.safe(result, "attack"), 3) + " " + Json.safe(result, "title"));
        if (result.has("detail")) {
            print("      " + style.red(outcome.equals("unproven") ? "not shown: " : "escaped: ")
                    + Json.safe(result, "detail"));
        }
    }

    private int conclude(ObjectNode proof, List<JsonNode> results) {
        boolean ok = proof.path("ok").asBoolean(false);
        if (json) {
            proof.remove("done");
            results.forEach(proof.putArray("results")::add);
            printJson(proof);
            return ok ? ExitCode.OK : ExitCode.FAILED;
        }
        Style style = caller.outStyle();
        String error = Json.safe(proof, "error");
        if (!error.isEmpty()) {
            throw new CliException(
                    ExitCode.FAILED,
                    "no sandbox could be attacked: " + error,
                    "`paddock doctor` says what is missing.");
        }
        long held = results.stream()
                .filter(r -> "held".equals(Json.text(r, "outcome")))
                .count();
        print("");
        print((ok ? style.green("The sandbox held") : style.red("The sandbox is not proven to hold")) + ": " + held
                + " of " + results.size() + " attacks failed, as they must (" + Json.safe(proof, "provider") + ").");
        return ok ? ExitCode.OK : ExitCode.FAILED;
    }
}
