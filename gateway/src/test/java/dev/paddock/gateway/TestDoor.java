package dev.paddock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;

/**
 * A real gateway with one door, whose resolver and dialler are recorded fakes: names have the addresses a test gives them,
 * and what is dialled ends at a server on loopback. Nothing leaves the machine.
 */
final class TestDoor implements AutoCloseable, DoorListener {
    static final String PUBLIC = "203.0.113.7";

    final Map<String, List<String>> names = new ConcurrentHashMap<>();
    final Map<String, Integer> servers = new ConcurrentHashMap<>();
    final List<String> lookups = new CopyOnWriteArrayList<>();
    final List<String> dialled = new CopyOnWriteArrayList<>();
    final List<Verdict> verdicts = new CopyOnWriteArrayList<>();
    final List<Closed> closed = new CopyOnWriteArrayList<>();
    final List<ModelRequest> modelRequests = new CopyOnWriteArrayList<>();
    final AtomicInteger turnsUsed = new AtomicInteger();
    final List<Usage> usages = new CopyOnWriteArrayList<>();
    final Path directory;
    final Gateway gateway;
    final Door door;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    TestDoor(String... rules) {
        this(GatewayLimits.DEFAULT, rules);
    }

    TestDoor(GatewayLimits limits, String... rules) {
        this(limits, new DoorPolicy(AllowList.parse(List.of(rules)), Map.of()));
    }

    TestDoor(GatewayLimits limits, DoorPolicy policy) {
        try {
            directory = Files.createTempDirectory("pdk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gateway = new Gateway(this::resolve, this::dial, limits, TestTls.context());
        door = gateway.openDoor(directory.resolve("door"), policy, this);
    }

    /** Gives a name a public-looking address behind which {@code server} answers, on any port. */
    TestDoor host(String name, TestServer server) {
        return host(name, PUBLIC, server);
    }

    TestDoor host(String name, String address, TestServer server) {
        names.put(name, List.of(address));
        servers.put(address, server.port());
        open.add(server);
        return this;
    }

    TestDoor route(TestServer upstream, Credential credential) {
        return route(new Anthropic(), upstream, "", credential);
    }

    /** @param prefix path of the upstream's base */
    TestDoor route(ModelVendor vendor, TestServer upstream, String prefix, Credential credential) {
        open.add(upstream);
        ModelRoute route = new ModelRoute(
                vendor,
                java.net.URI.create("http://127.0.0.1:" + upstream.port() + prefix),
                () -> java.util.Optional.of(credential));
        Map<String, ModelRoute> routes = new java.util.HashMap<>(door.policy().routes());
        routes.put(vendor.name(), route);
        door.policy(new DoorPolicy(door.policy().allow(), routes));
        return this;
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        lookups.add(host);
        List<String> addresses = names.get(host);
        if (addresses == null) {
            throw new UnknownHostException(host);
        }
        return addresses.stream().map(InetAddress::ofLiteral).toList();
    }

    private SocketChannel dial(InetSocketAddress address, Duration timeout) throws IOException {
        String literal = address.getAddress().getHostAddress();
        dialled.add(literal + ":" + address.getPort());
        Integer port = servers.get(literal);
        if (port == null && !address.getAddress().isLoopbackAddress()) {
            throw new IOException("nothing there");
        }
        InetSocketAddress real =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? address.getPort() : port);
        return Dialler.system().dial(real, timeout);
    }

    /** A raw connection to the door. */
    Raw raw() throws IOException {
        return new Raw(SocketChannel.open(UnixDomainSocketAddress.of(door.socket())));
    }

    /** Sends these bytes and returns all that comes back until the gateway closes. */
    String ask(String request) throws IOException {
        try (Raw raw = raw()) {
            raw.send(request);
            return raw.rest();
        }
    }

    /** A TLS connection through CONNECT; {@code sni} null leaves it out. */
    SSLSocket tls(String authority, @org.jspecify.annotations.Nullable String sni) throws IOException {
        Socket relay = relay();
        relay.getOutputStream()
                .write(("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        String head = TestServer.readHead(relay.getInputStream());
        if (!head.startsWith("HTTP/1.1 200 ")) {
            relay.close();
            throw new IOException(head.lines().findFirst().orElse("closed"));
        }
        // The JDK resumes a cached session of the same peer with that session's names, not with those set here.
        String peer = sni == null ? "nameless.example" : sni;
        SSLSocket socket = (SSLSocket) TestTls.context().getSocketFactory().createSocket(relay, peer, 443, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(50_000);
        open.add(socket);
        socket.startHandshake();
        return socket;
    }

    /** A TCP connection that ends at the door, as a run's relay makes one. */
    Socket relay() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
            near.setSoTimeout(50_000);
            Socket far = server.accept();
            SocketChannel unix = SocketChannel.open(UnixDomainSocketAddress.of(door.socket()));
            Thread.ofVirtual().name("relay-up").start(() -> {
                try {
                    pump(far.getInputStream(), Channels.newOutputStream(unix));
                    unix.shutdownOutput();
                } catch (IOException e) {
                    close(unix);
                    close(far);
                }
            });
            Thread.ofVirtual().name("relay-down").start(() -> {
                try {
                    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
                    while (unix.read(buffer) >= 0) {
                        far.getOutputStream().write(buffer.array(), 0, buffer.position());
                        buffer.clear();
                    }
                    far.shutdownOutput();
                } catch (IOException e) {
                    close(far);
                    close(unix);
                }
            });
            open.add(near);
            open.add(far);
            open.add(unix);
            return near;
        }
    }

    private static void pump(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        int n;
        while ((n = from.read(buffer)) >= 0) {
            to.write(buffer, 0, n);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // the other side sees it
        }
    }

    /** Waits for a verdict and returns it. */
    Verdict verdict(Decision decision) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> verdicts.stream().anyMatch(v -> v.decision() == decision));
        return verdicts.stream()
                .filter(v -> v.decision() == decision)
                .findFirst()
                .orElseThrow();
    }

    Verdict denied() {
        return verdict(Decision.DENY);
    }

    Closed closed() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !closed.isEmpty());
        return closed.get(0);
    }

    Usage usage() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !usages.isEmpty());
        return usages.get(0);
    }

    @Override
    public void turnsUsed() {
        turnsUsed.incrementAndGet();
    }

    @Override
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    @Override
    public void closed(Closed end) {
        closed.add(end);
    }

    @Override
    public void modelRequest(ModelRequest request) {
        modelRequests.add(request);
    }

    @Override
    public void usage(Usage usage) {
        usages.add(usage);
    }

    @Override
    public void close() {
        gateway.close();
        open.forEach(TestDoor::close);
        close(() -> Files.deleteIfExists(directory.resolve("door")));
        close(() -> Files.deleteIfExists(directory));
    }

    /** A raw connection, bytes in and out. */
    static final class Raw implements AutoCloseable {
        final SocketChannel channel;
        private byte[] ahead = new byte[0];

        Raw(SocketChannel channel) {
            this.channel = channel;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        /** Reads until {@code mark} has come; returns everything up to it. */
        String until(String mark) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
            while (true) {
                String text = new String(ahead, StandardCharsets.ISO_8859_1);
                int at = text.indexOf(mark);
                if (at >= 0) {
                    int end = at + mark.length();
                    ahead = Arrays.copyOfRange(ahead, end, ahead.length);
                    return text.substring(0, end);
                }
                if (channel.read(buffer.clear()) < 0) {
                    throw new IOException("ended before '" + mark + "', after: " + text);
                }
                add(buffer.flip());
            }
        }

        String rest() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
            while (channel.read(buffer.clear()) >= 0) {
                add(buffer.flip());
            }
            String text = new String(ahead, StandardCharsets.ISO_8859_1);
            ahead = new byte[0];
            return text;
        }

        private void add(ByteBuffer more) {
            int old = ahead.length;
            ahead = Arrays.copyOf(ahead, old + more.remaining());
            more.get(ahead, old, more.remaining());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
