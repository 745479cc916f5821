/** Benchmarks: what a person waits for, each beside the bare program that does the same without Paddock. */
@NullMarked
package dev.paddock.bench;

import org.jspecify.annotations.NullMarked;
