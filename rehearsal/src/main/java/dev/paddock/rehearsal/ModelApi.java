package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;

/** One vendor's API over one conversation. No key is asked for. Safe for threads. */
abstract class ModelApi {
    private static final System.Logger LOG = System.getLogger(ModelApi.class.getName());

    /** An answer in the form of an API. */
    interface Form {
        byte[] whole();

        /** @throws InterruptedException when the endpoint closes while this waits */
        void stream(OutputStream raw) throws IOException, InterruptedException;
    }

    /** Whether this path, below that of the conversation, belongs to this API. */
    abstract boolean serves(String path);

    /** @throws ApiError when that is the answer */
    abstract void route(HttpCall call, String path) throws IOException, InterruptedException;

    /** Answers with an error in the API's form. */
    abstract void fail(HttpCall call, ApiError e) throws IOException;

    /** Answers one request; what goes wrong is answered in the API's form. */
    final void handle(HttpCall call, String path) throws IOException, InterruptedException {
        try {
            route(call, path);
        } catch (ApiError e) {
            Long retryAfter = e.retryAfter();
            if (retryAfter != null) {
                call.header("retry-after", Long.toString(retryAfter));
            }
            fail(call, e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "request " + call.id() + " failed", e);
            fail(call, new ApiError(500, "Internal server error"));
        }
    }

    static void answer(HttpCall call, Reply reply, boolean stream, Form form) throws IOException, InterruptedException {
        Thread.sleep(reply.delay());
        if (!stream) {
            if (reply.cutAfter() != Reply.WHOLE) {
                throw new PacedStream.ConnectionCut();
            }
            call.answer(200, "application/json", form.whole());
            return;
        }
        call.header("cache-control", "no-cache");
        OutputStream out = call.stream(200, "text/event-stream; charset=utf-8");
        form.stream(out);
        // Closing marks the answer as whole; when streaming fails, the server breaks the connection instead.
        out.close();
    }

    static void post(HttpCall call) {
        if (!call.method().equals("POST")) {
            throw new ApiError(405, "Method Not Allowed");
        }
    }
}
