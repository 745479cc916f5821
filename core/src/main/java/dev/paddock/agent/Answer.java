package dev.paddock.agent;

import org.jspecify.annotations.Nullable;

/**
 * A person's answer to a permission request.
 *
 * @param id of the request, as its event has it
 * @param hash of the action that the person was shown, as the event has it
 * @param approved whether the agent may do it
 * @param always whether the answer is to count from now on, where the agent offers that
 * @param option id of the one of the agent's options that is meant; null to find it by the two above
 * @param reason in the person's words, or null
 * @param by who answers
 */
public record Answer(
        String id,
        String hash,
        boolean approved,
        boolean always,
        @Nullable String option,
        @Nullable String reason,
        String by) {}
