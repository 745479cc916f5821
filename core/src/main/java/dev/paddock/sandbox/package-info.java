/** What a provider of sandboxes offers; says nothing about how one is made. */
@NullMarked
package dev.paddock.sandbox;

import org.jspecify.annotations.NullMarked;
