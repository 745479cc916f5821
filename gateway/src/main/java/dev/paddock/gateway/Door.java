package dev.paddock.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One run's way out: a Unix socket, a policy, a listener. The socket is the run's identity, so nothing a run sends can make it
 * another's. Safe for use by several threads.
 */
public final class Door implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Door.class.getName());
    private static final int MAX_PATH = 107;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Gateway gateway;
    private final Path socket;
    private final String name;
    private final ServerSocketChannel server;
    private final @Nullable Object fileKey;
    private final DoorListener listener;
    private final DoorEvents events;
    private final VerdictLog verdicts;
    private final Map<Connection, Thread> connections = new ConcurrentHashMap<>();
    private final ModelHealth health = new ModelHealth();
    private final AtomicLong ids = new AtomicLong();
    private final Runnable chore;
    // Swapped by the server, read by every connection.
    private volatile DoorPolicy policy;
    private volatile boolean closed;

    Door(Gateway gateway, Path socket, DoorPolicy policy, DoorListener listener) {
        this.gateway = gateway;
        this.socket = socket.toAbsolutePath();
        this.name = String.valueOf(socket.getFileName());
        this.policy = policy;
        this.listener = listener;
        try {
            this.server = listen(this.socket);
            this.fileKey = fileKey(this.socket);
        } catch (IOException e) {
            throw new UncheckedIOException("door " + socket + " cannot be opened: " + e.getMessage(), e);
        }
        this.events = new DoorEvents(name);
        this.verdicts = new VerdictLog(gateway.limits().verdictsPerSecond(), events, listener);
        this.chore = verdicts::roll;
        gateway.reaper().chore(chore);
        Thread.ofVirtual().name("door-" + name).start(this::accept);
    }

    private static ServerSocketChannel listen(Path socket) throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw new IOException("the path has " + length + " bytes, a Unix socket's path may have " + MAX_PATH
                    + "; use a shorter one");
        }
        removeStale(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket), 1024);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Removes a socket that a dead server left behind, and nothing else. */
    private static void removeStale(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("there is something at the path that is not a socket");
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            throw new IOException("another server listens there (" + probe.isConnected() + ")");
        } catch (ConnectException e) {
            Files.deleteIfExists(socket);
        }
    }

    private static @Nullable Object fileKey(Path socket) throws IOException {
        return Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void accept() {
        while (!closed) {
            try {
                admit(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "door " + name + " cannot accept", e);
                pause();
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        Connection connection = new Connection(this, channel);
        if (connections.size() >= limits().connections()) {
            connection.turnAway(Refusal.TOO_MANY_CONNECTIONS);
            return;
        }
        Thread thread = Thread.ofVirtual()
                .name("door-" + name + "-" + ids.incrementAndGet())
                .unstarted(() -> {
                    try {
                        connection.run();
                    } finally {
                        connections.remove(connection);
                    }
                });
        connections.put(connection, thread);
        thread.start();
        if (closed) {
            connection.abort(Closed.End.CUT);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where this door listens. */
    public Path socket() {
        return socket;
    }

    /** The policy in force. */
    public DoorPolicy policy() {
        return policy;
    }

    /**
     * Puts another policy in force, for new requests at once; open tunnels that it does not allow are cut. Model requests
     * under way go on.
     *
     * @param next null denies everything
     */
    public void policy(@Nullable DoorPolicy next) {
        DoorPolicy now = next == null ? DoorPolicy.NONE : next;
        policy = now;
        connections.keySet().forEach(c -> c.recheck(now));
    }

    /** How the models serve that are called through this door. */
    public ModelHealth health() {
        return health;
    }

    GatewayLimits limits() {
        return gateway.limits();
    }

    Reaper reaper() {
        return gateway.reaper();
    }

    Destinations destinations() {
        return gateway.destinations();
    }

    SSLContext trust() {
        return gateway.trust();
    }

    DoorListener listener() {
        return listener;
    }

    DoorEvents events() {
        return events;
    }

    VerdictLog verdicts() {
        return verdicts;
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Ends every connection, removes the socket, delivers the last events. Takes a few seconds at most. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            server.close();
            if (fileKey != null && Files.exists(socket) && fileKey.equals(fileKey(socket))) {
                Files.delete(socket);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "door " + name + " cannot be removed", e);
        }
        connections.keySet().forEach(c -> c.abort(Closed.End.CUT));
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            for (Thread thread : connections.values()) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reaper().forget(chore);
        verdicts.flush();
        events.close();
        gateway.forget(this);
    }
}
