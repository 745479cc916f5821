package dev.paddock.bench;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.AgentLaunch;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An ACP agent's program without Paddock: started in a directory, asked the same things in the same order, killed. For one thread. */
final class BareAgent implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> FIRST = Set.of("agent_message_chunk", "agent_thought_chunk", "tool_call");

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private int requests;

    /** @param model the address of the model's API */
    BareAgent(AgentFile file, AgentLaunch launch, Path home, Path workspace, URI model) throws IOException {
        Files.createDirectories(home);
        Map<String, String> environment = new HashMap<>(file.env());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", home.toString());
        environment.put("LANG", "C.UTF-8");
        for (AgentFile.Model route : file.models()) {
            if (route.address() != null) {
                environment.put(route.address(), model.toString());
            }
            if (route.key() != null) {
                environment.put(route.key(), "placeholder");
            }
        }
        List<String> command = launch.command().stream()
                .map(word -> outside(word, launch.binds()))
                .toList();
        process = Processes.startLogged(command, environment, workspace, home.resolve("err"));
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** A path inside a sandbox as it is called outside. */
    private static String outside(String word, List<Bind> binds) {
        for (Bind bind : binds) {
            if (word.startsWith(bind.target() + "/")) {
                return bind.source() + word.substring(bind.target().length());
            }
        }
        return word;
    }

    /** Opens a session in the mode and gives it a goal; returns at the first piece of an answer. */
    void untilFirstUpdate(Path workspace, String mode, String goal) throws IOException {
        ask(
                "initialize",
                Map.of(
                        "protocolVersion",
                        1,
                        "clientCapabilities",
                        Map.of("fs", Map.of("readTextFile", false, "writeTextFile", false), "terminal", false)));
        String session = ask("session/new", Map.of("cwd", workspace.toString(), "mcpServers", List.of()))
                .path("sessionId")
                .asString();
        ask("session/set_mode", Map.of("sessionId", session, "modeId", mode));
        send("session/prompt", Map.of("sessionId", session, "prompt", List.of(Map.of("type", "text", "text", goal))));
        while (!FIRST.contains(
                next().path("params").path("update").path("sessionUpdate").asString(""))) {}
    }

    private JsonNode ask(String method, Object parameters) throws IOException {
        send(method, parameters);
        while (true) {
            JsonNode message = next();
            if (message.path("id").asInt(0) == requests && !message.has("method")) {
                if (message.has("error")) {
                    throw new IOException(method + " failed: " + message);
                }
                return message.path("result");
            }
        }
    }

    private void send(String method, Object parameters) throws IOException {
        requests++;
        in.write(JSON.writeValueAsString(
                Map.of("jsonrpc", "2.0", "id", requests, "method", method, "params", parameters)));
        in.write('\n');
        in.flush();
    }

    private JsonNode next() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the agent's program ended");
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() {
        Processes.killTree(process);
        process.onExit().join();
    }
}
