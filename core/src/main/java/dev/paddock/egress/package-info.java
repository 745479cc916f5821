/** Who may reach what: the rules of the server, of a project and of a run, and what they come to. */
@NullMarked
package dev.paddock.egress;

import org.jspecify.annotations.NullMarked;
