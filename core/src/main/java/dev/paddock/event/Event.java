package dev.paddock.event;

import java.time.Instant;

/**
 * An event as it stands in the journal.
 *
 * @param id its place among all events of the server, growing
 * @param run the run it belongs to
 * @param seq its place in the run's journal, from 1, without gaps
 * @param time when it was written
 * @param body what it says
 * @param json the stored bytes' text: one line of JSON with {@code seq}, {@code run}, {@code time}, {@code type} and the body's fields
 */
public record Event(long id, String run, long seq, Instant time, EventBody body, String json) {}
