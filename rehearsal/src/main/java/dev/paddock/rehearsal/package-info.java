/**
 * The scripted model endpoint: real agent programs, no key, no internet.
 *
 * <p>{@link dev.paddock.rehearsal.Rehearsal} serves {@link dev.paddock.rehearsal.Script}s. What a script says
 * ({@code Script}, {@code Dialogue}, {@code Step}, {@code Part}), where a conversation stands
 * ({@code Conversation}) and what comes next ({@code Player}) know no vendor; the classes named
 * {@code Anthropic…} speak that vendor's protocol, and {@code ClaudeCode} knows the habits of that program.
 */
@NullMarked
package dev.paddock.rehearsal;

import org.jspecify.annotations.NullMarked;
