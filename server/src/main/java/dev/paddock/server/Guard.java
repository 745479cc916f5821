package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only calls from this machine's own clients: an exact Host (else a name that was rebound to loopback would do), no foreign Origin, and the
 * token. Runs before every call, known or not.
 */
final class Guard {
    private static final String HEALTH = "/api/v1/health";
    private static final Set<String> SECRET_PARAMETERS =
            Set.of("token", "access_token", "authorization", "auth", "password");

    private final Token token;

    Guard(Token token) {
        this.token = token;
    }

    void check(Context ctx) {
        String host = host(ctx);
        origin(ctx, host);
        if (ctx.path().equals(HEALTH)) {
            return;
        }
        for (String parameter : ctx.queryParamMap().keySet()) {
            if (SECRET_PARAMETERS.contains(parameter.toLowerCase(java.util.Locale.ROOT))) {
                throw unauthenticated(ctx, "the token comes in the Authorization header, never in an address");
            }
        }
        authorization(ctx);
    }

    private static String host(Context ctx) {
        List<String> hosts = Collections.list(ctx.req().getHeaders("Host"));
        int port = ctx.req().getLocalPort();
        Set<String> own = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        if (hosts.size() != 1 || !own.contains(hosts.getFirst())) {
            throw forbidden("this server answers to 127.0.0.1:" + port + ", localhost:" + port + " and [::1]:" + port
                    + " only");
        }
        return hosts.getFirst();
    }

    private static void origin(Context ctx, String host) {
        List<String> origins = Collections.list(ctx.req().getHeaders("Origin"));
        if (origins.size() > 1 || (origins.size() == 1 && !origins.getFirst().equals("http://" + host))) {
            throw forbidden("calls from the pages of another site are refused");
        }
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw forbidden("calls from the pages of another site are refused");
        }
    }

    private void authorization(Context ctx) {
        List<String> headers = Collections.list(ctx.req().getHeaders("Authorization"));
        String given = headers.size() == 1 ? credential(headers.getFirst()) : null;
        if (given == null || !token.matches(given)) {
            throw unauthenticated(
                    ctx,
                    headers.isEmpty()
                            ? "this call needs the header `Authorization: Bearer TOKEN`; the token is in PADDOCK_HOME/token"
                            : "the token is not this server's");
        }
    }

    /** The token of a Bearer header, or the password of a Basic one, which is what git sends. */
    private static @Nullable String credential(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String value = space < 0 ? "" : header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return value;
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0 ? null : pair.substring(colon + 1);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return null;
    }

    private static PaddockException unauthenticated(Context ctx, String message) {
        ctx.header(
                "WWW-Authenticate",
                ctx.path().startsWith("/git/") ? "Basic realm=\"paddock\"" : "Bearer realm=\"paddock\"");
        return new PaddockException(ErrorCode.UNAUTHENTICATED, message);
    }

    private static PaddockException forbidden(String message) {
        return new PaddockException(ErrorCode.FORBIDDEN, message);
    }
}
