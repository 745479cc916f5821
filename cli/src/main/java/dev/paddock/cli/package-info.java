/** The {@code paddock} command. It talks HTTP to a server and knows nothing of its insides. */
@NullMarked
package dev.paddock.cli;

import org.jspecify.annotations.NullMarked;
