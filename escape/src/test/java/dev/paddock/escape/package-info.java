@NullMarked
package dev.paddock.escape;

import org.jspecify.annotations.NullMarked;
