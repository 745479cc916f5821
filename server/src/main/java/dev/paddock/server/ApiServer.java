package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.NotFoundResponse;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The API on loopback, on virtual threads. Closing ends live streams first, lets short calls finish, then stops. */
public final class ApiServer implements AutoCloseable {
    private static final int USUAL_PORT = 7310;
    /** Between two looks at what live runs use. */
    private static final Duration LIVE = Duration.ofSeconds(2);

    /**
     * Bounds of the server.
     *
     * @param idle how long a connection may be silent in the middle of a call
     * @param heartbeat time between signs of life on a live stream
     * @param watchers live streams at once
     * @param execs processes that people run in sandboxes at once
     * @param pickUp how long such a process waits for someone to read its output
     * @param gitRequest bytes of one push
     * @param gitTime how long one call of git may take
     */
    public record Bounds(
            Duration idle,
            Duration heartbeat,
            int watchers,
            int execs,
            Duration pickUp,
            long gitRequest,
            Duration gitTime) {
        public static Bounds standard(long gitRequest) {
            return new Bounds(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(15),
                    2_000,
                    64,
                    Duration.ofSeconds(30),
                    gitRequest,
                    Duration.ofHours(1));
        }
    }

    private final Javalin javalin;
    private final Watchers watchers;
    private final Execs execs;
    private final LiveFeed feed;

    private ApiServer(Javalin javalin, Watchers watchers, Execs execs, LiveFeed feed) {
        this.javalin = javalin;
        this.watchers = watchers;
        this.execs = execs;
        this.feed = feed;
    }

    /** Loads what the API is made of, a router of two ways among it, so that a server that is still busy with its database starts it sooner. Changes nothing. */
    static void load() {
        Javalin.create(config -> {
            settle(config);
            config.routes.get("/", ctx -> {});
            config.routes.get("/again", ctx -> {});
        });
        Json.text(new ServerFile.Content(0, 0, "", "", Instant.EPOCH));
    }

    /**
     * Starts the API.
     *
     * @param port 0 for any free one, -1 for the usual one or else any free one
     * @throws PaddockException CONFLICT if the port is taken
     */
    public static ApiServer start(Services services, Token token, int port, Bounds bounds) {
        if (port >= 0) {
            return startAt(services, token, port, bounds);
        }
        try {
            return startAt(services, token, USUAL_PORT, bounds);
        } catch (PaddockException e) {
            return startAt(services, token, 0, bounds);
        }
    }

    private static ApiServer startAt(Services services, Token token, int port, Bounds bounds) {
        Watchers watchers = new Watchers(services.store().journal(), bounds.watchers(), bounds.heartbeat());
        Execs execs = new Execs(bounds.execs(), bounds.pickUp());
        LiveTable table = new LiveTable(services);
        LiveFeed feed = new LiveFeed(table, LIVE);
        Javalin javalin = Javalin.create(config -> {
            settle(config);
            config.jetty.addConnector((server, http) -> connector(server, http, port, bounds));
            routes(config.routes, services, token, watchers, execs, bounds);
            new LiveRoutes(table, feed, watchers).install(config.routes);
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            feed.close();
            javalin.stop();
            if (isBind(e)) {
                throw new PaddockException(
                        ErrorCode.CONFLICT,
                        "port " + port
                                + " is taken by another program; set `port` in config.yaml or PADDOCK_PORT to another, or to 0",
                        e);
            }
            throw e;
        }
        return new ApiServer(javalin, watchers, execs, feed);
    }

    static void routes(
            RoutesConfig routes, Services services, Token token, Watchers watchers, Execs execs, Bounds bounds) {
        Guard guard = new Guard(token);
        routes.before(ctx -> {
            ctx.header("X-Content-Type-Options", "nosniff")
                    .header("Cache-Control", "no-store")
                    .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                    .header("Cross-Origin-Resource-Policy", "same-origin");
            guard.check(ctx);
        });
        new ServerRoutes(services).install(routes);
        new ProjectRoutes(services).install(routes);
        new SecretRoutes(services).install(routes);
        RunRoutes runs = new RunRoutes(services);
        runs.install(routes);
        new ApprovalRoutes(services, runs::show).install(routes);
        new OutcomeRoutes(services, runs::show).install(routes);
        new ExecRoutes(services, execs).install(routes);
        new EventRoutes(services, watchers).install(routes);
        new ConfigRoutes(services).install(routes);
        new EgressRoutes(services).install(routes);
        new CatalogRoutes(services).install(routes);
        new ProofRoutes(services).install(routes);
        new DiskRoutes(services).install(routes);
        new AccountRoutes(services).install(routes);
        new GitRoutes(services, bounds.gitRequest(), bounds.gitTime()).install(routes);
        Problems.install(routes);
        routes.error(404, ctx -> {
            if (!Problems.answered(ctx)) {
                throw new NotFoundResponse();
            }
        });
    }

    private static void settle(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendDateHeader(false);
            http.setRequestHeaderSize(16 << 10);
            http.setIdleTimeout(-1);
            // A run may be named TASK/AGENT, its slash encoded; routes see the path before decoding.
            http.setUriCompliance(
                    new UriCompliance("paddock", EnumSet.of(UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR)));
        });
        config.jetty.modifyServletContextHandler(
                context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
        config.jetty.modifyServer(server -> {
            server.setHandler(new GracefulHandler());
            server.setStopTimeout(3_000);
            server.setStopAtShutdown(false);
        });
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, int port, Bounds bounds) {
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new org.eclipse.jetty.server.HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(bounds.idle().toMillis());
        connector.setAcceptQueueSize(1_024);
        return connector;
    }

    private static boolean isBind(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException || cause instanceof io.javalin.util.JavalinBindException) {
                return true;
            }
        }
        return false;
    }

    public int port() {
        return javalin.port();
    }

    /** What it serves, as in {@code GET /api/v1/health}. */
    Set<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        watchers.close();
        feed.close();
        execs.close();
        javalin.stop();
    }
}
