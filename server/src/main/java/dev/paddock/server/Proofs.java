package dev.paddock.server;

import dev.paddock.escape.Proof;
import java.util.Set;
import java.util.function.Consumer;

/** Attacks this server's sandboxes; called for one proof at a time. */
@FunctionalInterface
public interface Proofs {
    /** @see dev.paddock.escape.EscapeSuite#run */
    Proof run(Set<Integer> attacks, Consumer<Proof.Result> progress);
}
