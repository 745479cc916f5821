/** What is on the disk, what of it is not needed any more, and how that goes. */
@NullMarked
package dev.paddock.cleanup;

import org.jspecify.annotations.NullMarked;
