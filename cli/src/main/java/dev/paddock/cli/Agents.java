package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sees to it that agents are there and can reach their model before a task is started with them. */
final class Agents {
    static final String USUAL = "claude";

    /** The agent of tasks that name none, as the server has it. */
    static String usual(Api api) {
        try {
            return Json.list(api.get("/config"), "settings").stream()
                    .filter(setting -> "agent".equals(Json.text(setting, "key")))
                    .map(setting -> Json.text(setting, "value"))
                    .findFirst()
                    .orElse(USUAL);
        } catch (CliException e) {
            // An older server does not tell.
            return USUAL;
        }
    }

    private static final Duration SILENCE = Duration.ofMinutes(15);

    private final Caller caller;
    private final Api api;

    Agents(Caller caller, Api api) {
        this.caller = caller;
        this.api = api;
    }

    /** As below, where no key comes with the task. */
    void prepare(List<String> names, boolean rehearsed) {
        prepare(names, rehearsed, Set.of());
    }

    /**
     * Installs what is missing of these agents, showing progress.
     *
     * @param rehearsed whether the model is played, so that no account is needed
     * @param withKey vendors for which the task brings a key of its own
     * @throws CliException NOT_FOUND for an unknown agent, PREREQUISITE where its vendor has no credential
     */
    void prepare(List<String> names, boolean rehearsed, Set<String> withKey) {
        List<JsonNode> known = Json.list(api.get("/agents"), "agents");
        List<JsonNode> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(known.stream()
                    .filter(a -> name.equals(Json.text(a, "name")))
                    .findFirst()
                    .orElseThrow(() -> unknown(name, known)));
        }
        if (!rehearsed) {
            wanted.forEach(agent -> requireAccount(agent, withKey));
        }
        wanted.stream().filter(a -> !a.path("installed").asBoolean(false)).forEach(a -> install(Json.text(a, "name")));
    }

    /** Installs an agent's pinned program. @throws CliException PREREQUISITE with the installer's words where it fails */
    void install(String name) {
        steps("install", "Installing", name, Json.object());
    }

    /** Pins and installs another version; the answer is {@code AgentUpdate} of openapi.yaml. */
    JsonNode update(String name, @Nullable String version) {
        ObjectNode body = Json.object();
        if (version != null) {
            body.put("version", version);
        }
        return steps("update", "Updating", name, body).path("updated");
    }

    /** Does something long; the last line of the answer. */
    private JsonNode steps(String verb, String doing, String name, ObjectNode body) {
        String path = "/agents/" + Api.encode(name) + "/" + verb;
        String label = doing + " the agent " + Sanitiser.line(name);
        byte[] sent = body.toString().getBytes(StandardCharsets.UTF_8);
        try (Progress progress = Progress.start(caller, label);
                InputStream stream = api.open("POST", path, sent, SILENCE, Map.of("Content-Type", "application/json"));
                LineReader lines = new LineReader(stream, 1 << 20)) {
            JsonNode last = Json.object();
            for (String line = lines.next(); line != null; line = lines.next()) {
                JsonNode step = line.isBlank() ? Json.object() : Json.parse(line);
                String error = Json.safe(step, "error");
                if (!error.isEmpty()) {
                    throw failed(name, verb, error);
                }
                last = step.path("done").asBoolean(false) ? step : last;
                progress.update(Json.text(step, "message"));
            }
            if (last.isEmpty()) {
                throw failed(name, verb, "the server stopped in the middle");
            }
            progress.done();
            return last;
        } catch (IOException e) {
            throw new CliException(ExitCode.UNREACHABLE, "the connection broke while " + label, "Try it again.", e);
        }
    }

    private static CliException failed(String name, String verb, String why) {
        String done = verb.equals("install") ? "installed" : "updated";
        return new CliException(
                ExitCode.PREREQUISITE,
                "the agent " + Sanitiser.line(name) + " could not be " + done + ": " + why,
                "`paddock doctor` says what it needs; `paddock agent " + verb + " " + Sanitiser.line(name)
                        + "` tries again.");
    }

    private void requireAccount(JsonNode agent, Set<String> withKey) {
        Set<String> vendors = new TreeSet<>();
        agent.path("models").forEach(m -> vendors.add(m.asString("")));
        Set<String> accounts = Json.list(api.get("/accounts"), "accounts").stream()
                .map(a -> Json.text(a, "vendor"))
                .collect(Collectors.toCollection(TreeSet::new));
        accounts.addAll(withKey);
        if (vendors.isEmpty() || vendors.stream().anyMatch(accounts::contains)) {
            return;
        }
        String name = Json.safe(agent, "name");
        String vendor = Sanitiser.line(String.join(", ", vendors));
        throw new CliException(
                ExitCode.PREREQUISITE,
                "the agent " + name + " needs a key for " + vendor + ", and the server has none",
                "Give it one:        paddock auth "
                        + Sanitiser.line(Vendors.command(vendors.iterator().next())) + "\n"
                        + "or start it so:     paddock down; " + Vendors.variable(vendor) + "=… paddock up\n"
                        + "or try it without:  paddock run --rehearse \"GOAL\"");
    }

    private static CliException unknown(String name, List<JsonNode> known) {
        List<String> names = known.stream().map(a -> Json.text(a, "name")).toList();
        return new CliException(
                ExitCode.NOT_FOUND,
                "no agent \"" + Sanitiser.line(name) + "\"",
                Suggestions.sentence(
                        name, names, "`paddock agent list` lists them; `paddock agent add FILE` adds one."));
    }
}
