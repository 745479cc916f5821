package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sign-ins with ChatGPT: the server asks for one, the person ends it in a browser; or that of Codex on this machine is taken over. */
final class ChatGpt {
    private static final Duration TIME = Duration.ofMinutes(15);
    private static final long MAX_FILE = 100_000;

    private final Caller caller;
    private final Api api;

    ChatGpt(Caller caller, Api api) {
        this.caller = caller;
        this.api = api;
    }

    /** Waits until the person has signed in; the answer is the account. */
    JsonNode signIn(String vendor, @Nullable String name) {
        if (!"openai".equals(vendor)) {
            throw new CliException(ExitCode.USAGE, "a ChatGPT sign-in is for Codex", "paddock auth codex --chatgpt");
        }
        ObjectNode body = Json.object();
        if (name != null) {
            body.put("name", name);
        }
        JsonNode begun = api.post("/sign-ins", body);
        caller.say("Open this page and sign in:   " + Json.safe(begun, "page"));
        caller.say("Enter this code there:        " + Json.safe(begun, "code"));
        caller.say("It is good for 15 minutes. Give it to nobody: who enters it signs this server in.");
        String path = "/sign-ins/" + Api.encode(Json.text(begun, "id"));
        long pause = Math.clamp(begun.path("intervalSeconds").asLong(5), 1L, 60L) * 1_000L;
        Stopwatch watch = new Stopwatch();
        try (Progress progress = Progress.start(caller, "Waiting for the sign-in")) {
            while (!watch.over(TIME)) {
                Thread.sleep(pause);
                JsonNode answer = api.post(path, Json.object());
                if (!answer.path("waiting").asBoolean(false)) {
                    progress.done();
                    return answer;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted while waiting for the sign-in", null, e);
        }
        throw new CliException(ExitCode.FAILED, "nobody signed in within 15 minutes", "Begin again.");
    }

    /** The text of Codex's own file. */
    String ofCodex() {
        String home = caller.variable("CODEX_HOME");
        Path file = (home == null ? caller.userHome().resolve(".codex") : Path.of(home)).resolve("auth.json");
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new CliException(ExitCode.USAGE, file + " is too large to be Codex's", null);
            }
            String text = Files.readString(file);
            caller.say("Use this sign-in in one place only: when one of both renews it, the other is signed out.");
            return text;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    "can't read " + Sanitiser.line(file.toString()),
                    "`codex login` makes it; or leave out --import to sign in with a browser.",
                    e);
        }
    }
}
