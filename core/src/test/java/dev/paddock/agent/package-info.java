@NullMarked
package dev.paddock.agent;

import org.jspecify.annotations.NullMarked;
