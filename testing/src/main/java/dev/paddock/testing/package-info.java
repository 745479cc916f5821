/** What the tests of all modules share. */
@NullMarked
package dev.paddock.testing;

import org.jspecify.annotations.NullMarked;
