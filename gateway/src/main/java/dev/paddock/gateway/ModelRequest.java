package dev.paddock.gateway;

/**
 * A model request on its way to the vendor.
 *
 * @param id unique for one door, joins this with its {@link Usage}
 * @param model as the request names it; empty when it names none
 */
public record ModelRequest(long id, String model) {}
