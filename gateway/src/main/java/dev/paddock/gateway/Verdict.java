package dev.paddock.gateway;

import java.time.Instant;

/**
 * One decision of the gateway.
 *
 * @param time when it was made; of the first one where several are counted together
 * @param host the destination in canonical form, as the run wrote it when it is not acceptable, empty when none was read
 * @param port the destination's port, 0 when none was read
 * @param rule the allow-list rule or route that matched ({@code example.com:443}, {@code model:anthropic}), or the {@link
 *     Refusal#code()}
 * @param method the request's method, empty when none was read
 * @param count how many equal decisions this stands for; more than 1 only when a run makes very many
 */
public record Verdict(Instant time, String host, int port, Decision decision, String rule, String method, long count) {}
