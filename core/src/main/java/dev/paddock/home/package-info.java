/** Where things are on disk, and the settings. */
@NullMarked
package dev.paddock.home;

import org.jspecify.annotations.NullMarked;
