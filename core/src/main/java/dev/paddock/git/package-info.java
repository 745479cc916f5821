/** The {@code git} program, hardened: environments, bare repositories of the server's own, and git in a confinement. */
@NullMarked
package dev.paddock.git;

import org.jspecify.annotations.NullMarked;
