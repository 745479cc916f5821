package dev.paddock.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The only way out of a sandbox. One for a server; each run gets a {@link Door}. Safe for use by several threads.
 *
 * <p>On a door a run may do four things: {@code CONNECT host:port} to tunnel TLS to a host on its allow-list; plain HTTP in
 * absolute form to a host whose port 80 is on it; {@code /model/<vendor>/…} to call a model with a credential it never sees;
 * {@code GET /paddock/ping}, answered {@code {"ok":true}}. Everything else is refused, in plain words.
 */
public final class Gateway implements AutoCloseable {
    private final Destinations destinations;
    private final GatewayLimits limits;
    private final Supplier<SSLContext> trust;
    private final @Nullable SystemResolver ownResolver;
    private final Reaper reaper = new Reaper();
    private final Set<Door> doors = ConcurrentHashMap.newKeySet();

    /** @param trust for TLS to model upstreams, see {@link TrustStores} */
    public Gateway(Resolver resolver, Dialler dialler, GatewayLimits limits, SSLContext trust) {
        this.destinations = new Destinations(resolver, dialler, limits.connectTimeout());
        this.limits = limits;
        this.trust = () -> trust;
        this.ownResolver = null;
    }

    private Gateway(SystemResolver resolver, GatewayLimits limits, Supplier<SSLContext> trust) {
        this.destinations = new Destinations(resolver, Dialler.system(), limits.connectTimeout());
        this.limits = limits;
        this.trust = trust;
        this.ownResolver = resolver;
    }

    /**
     * A gateway on the machine's resolver and network, trusting the JDK's authorities and those of {@code SSL_CERT_FILE}. These are read when they
     * are needed first, or by {@link #prepare}: it takes half a second.
     *
     * @throws IllegalArgumentException when {@code SSL_CERT_FILE} is set and cannot be used
     */
    public static Gateway system(GatewayLimits limits) {
        Supplier<SSLContext> trust = TrustStores.lazily(System.getenv("SSL_CERT_FILE"));
        return new Gateway(new SystemResolver(Duration.ofSeconds(10)), limits, trust);
    }

    /**
     * Opens a door; its socket has mode 0600. A socket that a dead server left at the path is replaced, so that relays which
     * keep trying get through again.
     *
     * @param socket a path of at most 107 bytes in a directory that only the server's user can enter
     * @param policy null denies everything
     * @throws java.io.UncheckedIOException when it cannot be opened; the message says why
     */
    public Door openDoor(Path socket, @Nullable DoorPolicy policy, DoorListener listener) {
        Door door = new Door(this, socket, policy == null ? DoorPolicy.NONE : policy, listener);
        doors.add(door);
        return door;
    }

    /**
     * What a door with this list would do with a tunnel to a host or, on port 80, a GET. Asks the resolver, dials nothing.
     *
     * @param host as a run would write it
     */
    public Probe probe(AllowList allow, String host, int port) {
        List<InetAddress> addresses = List.of();
        String rule = "";
        try {
            Authority to = new Authority(HostName.parse(host), port);
            RefusedException refused = null;
            try {
                rule = allow.admit(to, port == 80 ? "GET" : "CONNECT", Refusal.NOT_ON_ALLOW_LIST);
            } catch (RefusedException e) {
                refused = e;
            }
            // Looked up in any case: whoever asks wants to know both.
            addresses = lookUp(to.host(), refused == null);
            if (refused != null) {
                throw refused;
            }
            destinations.judge(addresses);
            return new Probe(Decision.ALLOW, rule, "", addresses);
        } catch (RefusedException e) {
            String why = e.refusal().text() + (e.detail().isEmpty() ? "" : " In detail: " + e.detail() + ".");
            return new Probe(Decision.DENY, e.refusal().code(), why, addresses);
        }
    }

    private List<InetAddress> lookUp(HostName host, boolean needed) {
        try {
            return destinations.resolve(host);
        } catch (RefusedException e) {
            if (needed) {
                throw e;
            }
            return List.of();
        }
    }

    /**
     * What a door would do.
     *
     * @param rule as in {@link Verdict#rule}
     * @param why a sentence for people where it is refused, else empty
     * @param addresses what the host resolves to, as far as it was looked up
     */
    public record Probe(Decision decision, String rule, String why, List<InetAddress> addresses) {
        public Probe {
            addresses = List.copyOf(addresses);
        }
    }

    /** Whether a connection to a model's upstream can be made now. Sends nothing; takes as long as a connection may take. */
    public boolean reaches(ModelRoute route) {
        try {
            Client.close(destinations.dialChosen(route.host(), route.port()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Destinations destinations() {
        return destinations;
    }

    GatewayLimits limits() {
        return limits;
    }

    SSLContext trust() {
        return trust.get();
    }

    /**
     * Does what the first request to a model vendor would wait for.
     *
     * @throws IllegalArgumentException when {@code SSL_CERT_FILE} cannot be used
     */
    public void prepare() {
        var _ = trust.get();
    }

    Reaper reaper() {
        return reaper;
    }

    void forget(Door door) {
        doors.remove(door);
    }

    /** Closes all doors. */
    @Override
    public void close() {
        doors.forEach(Door::close);
        reaper.close();
        if (ownResolver != null) {
            ownResolver.close();
        }
    }
}
