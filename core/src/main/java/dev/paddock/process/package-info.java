/** The only place that starts programs of the server's machine. */
@NullMarked
package dev.paddock.process;

import org.jspecify.annotations.NullMarked;
