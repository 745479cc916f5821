/** The repositories that Paddock knows. */
@NullMarked
package dev.paddock.project;

import org.jspecify.annotations.NullMarked;
