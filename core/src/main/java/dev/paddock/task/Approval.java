package dev.paddock.task;

import java.time.Instant;

/**
 * A permission request that waits for a person.
 *
 * @param id names it within the run
 * @param hash of the action shown; an answer names it
 * @param kind of the tool call, empty where the agent told none
 * @param seq the event that shows it whole
 */
public record Approval(String run, String id, String hash, String title, String kind, long seq, Instant asked) {}
