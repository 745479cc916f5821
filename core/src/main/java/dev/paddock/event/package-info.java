/** What happens in a run: sealed event types and their JSON forms. */
@NullMarked
package dev.paddock.event;

import org.jspecify.annotations.NullMarked;
