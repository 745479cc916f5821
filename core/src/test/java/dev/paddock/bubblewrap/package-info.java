@NullMarked
package dev.paddock.bubblewrap;

import org.jspecify.annotations.NullMarked;
