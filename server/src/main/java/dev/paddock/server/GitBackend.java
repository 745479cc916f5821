package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Processes;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries one call to {@code git http-backend} (CGI, RFC 3875), streaming both ways. The program has a time-out and is killed with all it started when
 * the call is over, however it ends.
 */
final class GitBackend {
    private static final System.Logger LOG = System.getLogger(GitBackend.class.getName());
    private static final int MAX_HEAD = 16 << 10;
    private static final int MAX_ERRORS = 8 << 10;

    private final long maxRequest;
    private final Duration time;

    GitBackend(long maxRequest, Duration time) {
        this.maxRequest = maxRequest;
        this.time = time;
    }

    /** Gives the call to a process just started, and its answer to the client; ends the process. */
    void serve(Context ctx, Process process) throws IOException, InterruptedException {
        AtomicBoolean tooLarge = new AtomicBoolean();
        CompletableFuture<byte[]> errors = Processes.drain(process.getErrorStream(), MAX_ERRORS);
        Thread watch = Thread.ofVirtual().name("git-time-out").start(() -> {
            try {
                if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                    Processes.killTree(process);
                }
            } catch (InterruptedException e) {
                Processes.killTree(process);
            }
        });
        Thread request = Thread.ofPlatform().daemon().name("git-request").start(() -> feed(ctx, process, tooLarge));
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("git-answer").start(() -> answer(ctx, process, answer));
        try {
            boolean spoke =
                    answer.handle((said, failure) -> failure == null && said).get();
            if (tooLarge.get() && !ctx.res().isCommitted()) {
                throw new ContentTooLargeResponse("a push may have " + maxRequest + " bytes (setting git.max-request)");
            }
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            if (!spoke || !ended || process.exitValue() != 0) {
                String words = new String(errors.getNow(new byte[0]), StandardCharsets.UTF_8).strip();
                LOG.log(System.Logger.Level.WARNING, "git http-backend failed: " + words);
                throw new PaddockException(ErrorCode.EXTERNAL, "git failed: " + words);
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "git could not be served", e);
        } finally {
            Processes.killTree(process);
            watch.interrupt();
            request.interrupt();
        }
    }

    private void feed(Context ctx, Process process, AtomicBoolean tooLarge) {
        byte[] buffer = new byte[64 << 10];
        long left = maxRequest;
        try (OutputStream stdin = process.getOutputStream()) {
            InputStream body = ctx.req().getInputStream();
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                left -= n;
                if (left < 0) {
                    tooLarge.set(true);
                    Processes.killTree(process);
                    return;
                }
                stdin.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The client has gone, or git wants no more: git's exit code and answer say whether that matters.
            LOG.log(System.Logger.Level.DEBUG, "a request to git ended early", e);
        }
    }

    private static void answer(Context ctx, Process process, CompletableFuture<Boolean> done) {
        try (InputStream stdout = new BufferedInputStream(process.getInputStream(), 64 << 10)) {
            boolean spoke = head(ctx, stdout);
            if (spoke) {
                OutputStream out = ctx.res().getOutputStream();
                byte[] buffer = new byte[64 << 10];
                for (int n = stdout.read(buffer); n >= 0; n = stdout.read(buffer)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            }
            done.complete(spoke);
        } catch (IOException | RuntimeException e) {
            Processes.killTree(process);
            done.completeExceptionally(e);
        }
    }

    /** Reads the CGI head into the response; false if git said nothing. */
    private static boolean head(Context ctx, InputStream stdout) throws IOException {
        int left = MAX_HEAD;
        boolean any = false;
        StringBuilder line = new StringBuilder();
        for (int c = stdout.read(); c >= 0 && left-- > 0; c = stdout.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            String header = line.toString().strip();
            line.setLength(0);
            if (header.isEmpty()) {
                return any;
            }
            any = true;
            int colon = header.indexOf(':');
            String name = colon < 0 ? header : header.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = colon < 0 ? "" : header.substring(colon + 1).strip();
            switch (name) {
                case "status" -> ctx.status(Integer.parseInt(value.substring(0, 3)));
                case "content-type" -> ctx.contentType(value);
                case "cache-control", "expires", "pragma" -> ctx.header(name, value);
                default -> LOG.log(System.Logger.Level.DEBUG, "git's header " + name + " is not passed on");
            }
        }
        return false;
    }
}
