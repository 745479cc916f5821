@NullMarked
package dev.paddock.acp;

import org.jspecify.annotations.NullMarked;
