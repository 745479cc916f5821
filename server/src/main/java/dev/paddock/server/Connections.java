package dev.paddock.server;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** Reaches below a call to its connection. */
final class Connections {
    private Connections() {}

    static EndPoint of(Context ctx) {
        return ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /** Closes the connection at once, so that the client sees a break. */
    static void abort(Context ctx) {
        of(ctx).close();
    }

    /**
     * Lets the connection be silent as long as it likes: for calls that wait for people or programs. It is not used for another call after this
     * one.
     */
    static void patient(Context ctx) {
        ctx.header("Connection", "close");
        of(ctx).setIdleTimeout(0);
    }
}
