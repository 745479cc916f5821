/** Keeps journals and their projections in one database; the only place that speaks SQL. */
@NullMarked
package dev.paddock.store;

import org.jspecify.annotations.NullMarked;
