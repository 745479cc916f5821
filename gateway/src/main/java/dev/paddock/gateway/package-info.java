@NullMarked
package dev.paddock.gateway;

import org.jspecify.annotations.NullMarked;
