package dev.paddock.acp;

import dev.paddock.task.PermissionMode;
import java.util.Map;

/**
 * What a conversation over ACP is told from outside.
 *
 * @param directory the working directory inside the sandbox, absolute
 * @param modes permission mode → the agent's own name for it, where it has one
 * @param mode the permission mode to begin with
 * @param launch number of the agent process within its run, from 1
 * @param signIn what a person does when the agent says that nobody signed in; a sentence
 */
public record AcpSettings(String directory, Map<String, String> modes, PermissionMode mode, int launch, String signIn) {
    public AcpSettings {
        modes = Map.copyOf(modes);
    }

    /** What a person is told when the agent says, in these words, that nobody signed in. */
    String signIn(String words) {
        return "the agent says that nobody is signed in (" + words + "): " + signIn;
    }
}
