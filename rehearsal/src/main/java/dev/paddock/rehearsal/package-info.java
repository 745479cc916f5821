@NullMarked
package dev.paddock.rehearsal;

import org.jspecify.annotations.NullMarked;
