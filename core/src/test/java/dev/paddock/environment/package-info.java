@NullMarked
package dev.paddock.environment;

import org.jspecify.annotations.NullMarked;
