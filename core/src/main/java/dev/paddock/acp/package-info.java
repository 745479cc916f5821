/** The client's side of the Agent Client Protocol, version 1 (agentclientprotocol.com). */
@NullMarked
package dev.paddock.acp;

import org.jspecify.annotations.NullMarked;
