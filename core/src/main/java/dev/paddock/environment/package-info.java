/** The project's own world inside a run: toolchains of the machine, set-up layers, caches, variables, secrets and certificates. */
@NullMarked
package dev.paddock.environment;

import org.jspecify.annotations.NullMarked;
