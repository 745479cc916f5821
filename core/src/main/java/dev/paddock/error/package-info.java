/** The one exception of the product and its closed set of codes. */
@NullMarked
package dev.paddock.error;

import org.jspecify.annotations.NullMarked;
