package dev.paddock.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs all checks, several at a time, and reports them in their order. Nothing is passed over: a check that fails is a finding. */
public final class Doctor {
    private static final System.Logger LOG = System.getLogger(Doctor.class.getName());

    private final List<Check> checks;
    private final Supplier<List<Check>> more;

    public Doctor(List<Check> checks) {
        this(checks, List::of);
    }

    /** @param more checks that depend on what there is; asked for at each examination */
    public Doctor(List<Check> checks, Supplier<List<Check>> more) {
        this.checks = List.copyOf(checks);
        this.more = more;
    }

    /**
     * What was found.
     *
     * @param ok whether nothing is missing
     */
    public record Report(boolean ok, List<Finding> findings) {}

    public Report examine() {
        List<Finding> findings = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(
                4, Thread.ofPlatform().daemon().name("doctor-", 0).factory())) {
            List<CompletableFuture<Finding>> answers = Stream.concat(checks.stream(), more.get().stream())
                    .map(check -> CompletableFuture.supplyAsync(() -> examine(check), executor))
                    .toList();
            answers.forEach(answer -> findings.add(answer.join()));
        }
        return new Report(findings.stream().noneMatch(f -> f.status() == Finding.Status.MISSING), findings);
    }

    private static Finding examine(Check check) {
        try {
            return check.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the check of " + check.name() + " failed", e);
            return Finding.missing(
                    check.name(),
                    "could not be checked: " + e.getMessage(),
                    "unknown until it can be checked",
                    "see the server's log");
        }
    }
}
