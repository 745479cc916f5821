/** Agents: what they are, how they are installed and launched, and how the server speaks with a running one. */
@NullMarked
package dev.paddock.agent;

import org.jspecify.annotations.NullMarked;
