package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of the caller's own agent set-ups that the server's settings name ({@code agents.<name>.own}), sent with a task. The server refuses credentials. */
final class OwnSetUp {
    private static final Map<String, String> DIRECTORIES =
            Map.of("claude", ".claude", "codex", ".codex", "gemini", ".gemini");
    private static final int MAX_FILES = 500;
    private static final long MAX_BYTES = 1 << 20;

    private final Caller caller;
    private final ObjectNode found = Json.object();
    private int files;
    private long bytes;

    OwnSetUp(Caller caller) {
        this.caller = caller;
    }

    /**
     * Sends what is named for these agents.
     *
     * @return what the server calls it; null where nothing is named or there
     * @throws CliException USAGE for a link out of the directory or for too much; with the server's words for a credential
     */
    @Nullable
    String send(Api api, List<String> agents) {
        for (JsonNode agent : Json.list(api.get("/agents"), "agents")) {
            String name = Json.text(agent, "name");
            String directory = DIRECTORIES.get(name);
            if (directory != null && agents.contains(name)) {
                Path root = caller.userHome().resolve(directory);
                agent.path("own").forEach(part -> collect(name, root, part.asString("")));
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        ObjectNode body = Json.object();
        body.set("agents", found);
        return Json.text(api.post("/own", body), "own");
    }

    private void collect(String agent, Path root, String part) {
        Path path = root.resolve(part).normalize();
        if (part.isBlank() || !path.startsWith(root) || path.equals(root)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "agents." + agent + ".own names " + Sanitiser.line(part) + ", which is no part of " + root,
                    null);
        }
        if (!Files.exists(path)) {
            caller.say(caller.errStyle().dim("There is no " + Sanitiser.line(path.toString()) + " to take along."));
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.toList()) {
                // Nothing outside the directory goes along, whatever a link says.
                if (!file.toRealPath().startsWith(root.toRealPath())) {
                    throw new CliException(
                            ExitCode.USAGE,
                            Sanitiser.line(file.toString()) + " is a link out of " + root,
                            "Put a copy in its place, or leave it out of agents." + agent + ".own.");
                }
                if (Files.isRegularFile(file)) {
                    add(agent, root, file);
                }
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "can't read " + Sanitiser.line(path.toString()), null, e);
        }
    }

    private void add(String agent, Path root, Path file) throws IOException {
        bytes += Files.size(file);
        files++;
        if (files > MAX_FILES || bytes > MAX_BYTES) {
            throw new CliException(
                    ExitCode.USAGE,
                    "your own agent set-up is too large: at most " + MAX_FILES + " files and 1 MiB go along",
                    "Name less of it in agents." + agent + ".own.");
        }
        String content = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        found.withObjectProperty(agent).put(root.relativize(file).toString(), content);
    }
}
