package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Turns every failure into an RFC 9457 problem, here and nowhere else. */
final class Problems {
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    private Problems() {}

    /** A problem's JSON form. */
    record Problem(String type, String title, int status, String detail, String code) {}

    static void install(RoutesConfig routes) {
        routes.exception(PaddockException.class, (e, ctx) -> {
            if (e.code() == ErrorCode.INTERNAL || e.code() == ErrorCode.UNSAFE) {
                LOG.log(System.Logger.Level.ERROR, ctx.method() + " " + ctx.path() + " failed", e);
            }
            answer(ctx, status(e.code()), e.code(), e.detail());
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> {
            answer(ctx, e.getStatus(), code(e.getStatus()), detail(e, ctx));
        });
        routes.exception(IOException.class, (e, ctx) -> {
            // The client has gone, or Jetty gave up on it: nobody reads an answer.
            LOG.log(System.Logger.Level.DEBUG, "a client has gone", e);
            Connections.abort(ctx);
        });
        routes.exception(Exception.class, (e, ctx) -> {
            String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            LOG.log(System.Logger.Level.ERROR, "failure " + id + " in " + ctx.method() + " " + ctx.path(), e);
            answer(ctx, 500, ErrorCode.INTERNAL, "something went wrong in the server; its log says what, under " + id);
        });
    }

    /** Whether the answer is a problem already. */
    static boolean answered(Context ctx) {
        return ctx.attribute(Problem.class.getName()) != null;
    }

    static int status(ErrorCode code) {
        return switch (code) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case LIMIT -> 429;
            case PREREQUISITE -> 424;
            case EXTERNAL -> 502;
            case UNSAFE, INTERNAL -> 500;
        };
    }

    static String word(ErrorCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void answer(Context ctx, int status, ErrorCode code, String detail) {
        if (ctx.res().isCommitted()) {
            // Half an answer is out: a broken connection tells the client, a proper end would not.
            Connections.abort(ctx);
            return;
        }
        Problem problem = new Problem("about:blank", title(code), status, detail, word(code));
        ctx.attribute(Problem.class.getName(), problem);
        Json.answer(ctx, status, problem);
        ctx.contentType("application/problem+json");
    }

    private static String title(ErrorCode code) {
        return switch (code) {
            case INVALID -> "The request is not valid";
            case NOT_FOUND -> "There is no such thing";
            case CONFLICT -> "That is not possible now";
            case UNAUTHENTICATED -> "The token is missing or wrong";
            case FORBIDDEN -> "That is not allowed";
            case LIMIT -> "A limit was reached";
            case PREREQUISITE -> "The machine lacks something";
            case EXTERNAL -> "Another program failed";
            case UNSAFE -> "A protection could not be proven";
            case INTERNAL -> "The server failed";
        };
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 404, 405 -> ErrorCode.NOT_FOUND;
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 409 -> ErrorCode.CONFLICT;
            case 413, 429 -> ErrorCode.LIMIT;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID;
        };
    }

    private static String detail(HttpResponseException e, Context ctx) {
        return switch (e.getStatus()) {
            case 404, 405 ->
                "there is no " + ctx.method() + " " + ctx.path() + "; /api/v1/openapi.yaml lists what there is";
            default -> String.valueOf(e.getMessage());
        };
    }
}
