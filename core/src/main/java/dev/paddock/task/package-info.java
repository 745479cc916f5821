/** Projects, tasks, runs and the states of a run: data, without where it is kept. */
@NullMarked
package dev.paddock.task;

import org.jspecify.annotations.NullMarked;
