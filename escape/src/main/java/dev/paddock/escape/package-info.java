/** The escape suite: attacks on a sandbox, and what became of them. */
@NullMarked
package dev.paddock.escape;

import org.jspecify.annotations.NullMarked;
