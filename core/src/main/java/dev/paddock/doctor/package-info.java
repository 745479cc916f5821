/** Checks what the machine offers, and says why each thing matters and how to mend it. */
@NullMarked
package dev.paddock.doctor;

import org.jspecify.annotations.NullMarked;
