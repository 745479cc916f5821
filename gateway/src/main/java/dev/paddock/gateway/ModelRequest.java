package dev.paddock.gateway;

import java.time.Instant;

/**
 * A model request on its way to the vendor.
 *
 * @param id unique for one door, joins this with its {@link Usage}
 * @param path below the route, without the query
 * @param model as the request names it; empty when it names none
 * @param bodyBytes size of the request body
 */
public record ModelRequest(
        long id, Instant time, String vendor, String method, String path, String model, long bodyBytes) {}
