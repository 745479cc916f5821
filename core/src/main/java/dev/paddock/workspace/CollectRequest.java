package dev.paddock.workspace;

import dev.paddock.task.Author;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to commit what a run did.
 *
 * @param message subject and body of the commit, any text
 * @param task id of the task, for the trailer {@code Paddock-Task}
 * @param agent name of the agent, for the trailer {@code Paddock-Agent}
 * @param author in whose name
 * @param leaveOut files or directories of the workspace, relative to it, that are not collected while they are untracked
 * @param setUp the lists of {@link SetUpChanges} of the run's set-up layer; null where it has none
 */
public record CollectRequest(
        String message,
        String task,
        String agent,
        Author author,
        List<String> leaveOut,
        @Nullable Path setUp) {
    /** Where coding agents keep configuration of their own. */
    public static final List<String> AGENT_CONFIGURATION = List.of(".claude", ".codex", ".gemini");

    /** For a run without a set-up layer. */
    public CollectRequest(String message, String task, String agent, Author author, List<String> leaveOut) {
        this(message, task, agent, author, leaveOut, null);
    }

    public CollectRequest {
        leaveOut = List.copyOf(leaveOut);
        for (String path : leaveOut) {
            if (path.isBlank()
                    || path.startsWith("/")
                    || path.endsWith("/")
                    || path.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("what to leave out is a path relative to the workspace: " + path);
            }
        }
    }

    /** The whole message of the commit: the text, then the trailers. */
    String text(String run) {
        String body = message.replace('\0', ' ').strip();
        return (body.isEmpty() ? "Work of an agent" : body)
                + "\n\nPaddock-Task: " + line(task) + "\nPaddock-Run: " + line(run) + "\nPaddock-Agent: " + line(agent)
                + "\n";
    }

    private static String line(String value) {
        return value.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
