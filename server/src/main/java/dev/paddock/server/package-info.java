/** The HTTP API, live events, git over HTTP, and Main, which wires everything. */
@NullMarked
package dev.paddock.server;

import org.jspecify.annotations.NullMarked;
