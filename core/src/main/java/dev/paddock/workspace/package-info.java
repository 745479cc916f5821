/** Projects' repositories, base checkouts, runs' layers and git directories, collecting what a run made, and diffs of it. */
@NullMarked
package dev.paddock.workspace;

import org.jspecify.annotations.NullMarked;
