@NullMarked
package dev.paddock.account;

import org.jspecify.annotations.NullMarked;
