/** Tests of the whole: the command, the server, real agents in real sandboxes. */
@NullMarked
package dev.paddock.dist;

import org.jspecify.annotations.NullMarked;
