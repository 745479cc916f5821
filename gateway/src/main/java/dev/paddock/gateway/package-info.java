/**
 * The only way out of a sandbox: doors, allow-lists, tunnels, model routes and metering.
 *
 * <p>A run reaches the gateway through its own {@link dev.paddock.gateway.Door}, a Unix socket whose path is the run's
 * identity. Everything a run sends is judged here, and whatever is not plainly allowed is refused.
 */
@NullMarked
package dev.paddock.gateway;

import org.jspecify.annotations.NullMarked;
