package dev.paddock.testing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes a line for each test that ran to {@code target/test-tags}: outcome, tags, name, separated by tabs. {@code ./verify} makes of it the list of features
 * and attacks that have passing tests. What a failed one threw is added to {@code failures.txt} beside them. Found by JUnit as a service.
 */
public final class TagReport implements TestExecutionListener {
    private static final Path DIRECTORY = Path.of("target", "test-tags");

    private @Nullable BufferedWriter report;

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan plan) {
        try {
            Path directory = Files.createDirectories(DIRECTORY);
            report = Files.newBufferedWriter(
                    directory.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tsv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.isTest()) {
            write("skipped", test);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean good = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (test.isTest() || !good) {
            write(good ? "passed" : result.getStatus().name().toLowerCase(Locale.ROOT), test);
        }
        result.getThrowable().ifPresent(thrown -> tell(test, thrown));
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        if (report != null) {
            try {
                report.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void tell(TestIdentifier test, Throwable thrown) {
        StringWriter words = new StringWriter();
        thrown.printStackTrace(new PrintWriter(words));
        try {
            Files.writeString(
                    DIRECTORY.resolve("failures.txt"),
                    test.getUniqueId() + "\n" + words + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void write(String outcome, TestIdentifier test) {
        String tags = test.getTags().stream().map(TestTag::getName).sorted().collect(Collectors.joining(","));
        if (report == null) {
            return;
        }
        try {
            report.write(outcome + "\t" + tags + "\t" + test.getUniqueId() + "\n");
            report.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
