package dev.paddock.acp;

import org.jspecify.annotations.Nullable;

/**
 * What a conversation over ACP is told from outside.
 *
 * @param directory the working directory inside the sandbox, absolute
 * @param mode the agent's name for the mode in which it asks nothing, or null where it has none
 * @param signIn what a person does when the agent says that nobody signed in; a sentence
 */
public record AcpSettings(String directory, @Nullable String mode, String signIn) {
    /** What a person is told when the agent says, in these words, that nobody signed in. */
    String signIn(String words) {
        return "the agent says that nobody is signed in (" + words + "): " + signIn;
    }
}
