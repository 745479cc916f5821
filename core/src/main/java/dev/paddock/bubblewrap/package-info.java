/** Sandboxes made with bubblewrap: the holder, what every process in it is confined by, and the proof that it holds. */
@NullMarked
package dev.paddock.bubblewrap;

import org.jspecify.annotations.NullMarked;
