@NullMarked
package dev.paddock.run;

import org.jspecify.annotations.NullMarked;
