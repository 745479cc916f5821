/** Takes runs through their states: tasks, queue, one supervisor a run. */
@NullMarked
package dev.paddock.run;

import org.jspecify.annotations.NullMarked;
