package dev.paddock.environment;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process whose output has the names of secrets in their place. */
public final class RedactedProcess extends Process {
    private final Process process;
    private final InputStream output;
    private final InputStream errors;

    private RedactedProcess(Process process, List<Needle> needles) {
        this.process = process;
        this.output = new RedactedStream(process.getInputStream(), needles);
        this.errors = new RedactedStream(process.getErrorStream(), needles);
    }

    /** The process itself where the project has no secret. */
    public static Process of(Process process, Secrets secrets, String project) {
        return secrets.needed(project) ? new RedactedProcess(process, secrets.needles(project)) : process;
    }

    @Override
    public OutputStream getOutputStream() {
        return process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return output;
    }

    @Override
    public InputStream getErrorStream() {
        return errors;
    }

    @Override
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return process.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public void destroy() {
        process.destroy();
    }

    @Override
    public Process destroyForcibly() {
        process.destroyForcibly();
        return this;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public ProcessHandle toHandle() {
        return process.toHandle();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return process.onExit().thenApply(ended -> this);
    }
}
