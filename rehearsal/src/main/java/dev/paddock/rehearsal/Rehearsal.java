package dev.paddock.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A model endpoint on the loopback that plays scripts, so that real agent programs run with no key and no internet.
 *
 * <p>Each conversation has a path of its own that can't be guessed. What comes next is read from each request, so a
 * conversation goes on after this process was killed: started again with the same secret, the same conversation gets
 * the same path (the port may differ). Safe for threads; one virtual thread serves a request. It runs until closed.
 */
public final class Rehearsal implements AutoCloseable {
    private static final int MOST_CONVERSATIONS = 10_000;
    private static final int MOST_REQUESTS = 2_048;
    private static final int BODIES_KIB = 192 << 10;

    static {
        // The JDK's server reads these once. Without the first, each piece of a stream waits for an acknowledgement.
        setDefault("sun.net.httpserver.nodelay", "true");
        setDefault("jdk.httpserver.maxConnections", "4096");
        setDefault("sun.net.httpserver.maxIdleConnections", "4096");
        setDefault("sun.net.httpserver.maxReqTime", "120");
    }

    private final HttpServer server;
    private final ExecutorService requests;
    private final byte[] secret;
    private final Map<String, ConversationApis> conversations = new ConcurrentHashMap<>();
    private final Semaphore running = new Semaphore(MOST_REQUESTS);
    private final Semaphore kibibytes = new Semaphore(BODIES_KIB, true);
    private final SecureRandom random = new SecureRandom();

    private Rehearsal(HttpServer server, byte[] secret) {
        this.server = server;
        this.secret = secret;
        this.requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("rehearsal-", 0).factory());
    }

    /** Starts an endpoint whose paths nobody can know again. */
    public static Rehearsal start() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return start(secret);
    }

    /**
     * Starts an endpoint on a free port of the loopback.
     *
     * @param secret at least 16 bytes; the same secret gives the same conversation the same path
     * @throws UncheckedIOException when no port can be had
     */
    public static Rehearsal start(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("the secret must have at least 16 bytes, has " + secret.length);
        }
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
            Rehearsal rehearsal = new Rehearsal(server, secret.clone());
            server.createContext("/", rehearsal::serve);
            server.setExecutor(rehearsal.requests);
            server.start();
            return rehearsal;
        } catch (IOException e) {
            throw new UncheckedIOException("no rehearsal endpoint", e);
        }
    }

    /**
     * Registers a conversation, or finds it again: the first script stays.
     *
     * @return the base of its APIs, to which {@code /v1/messages}, {@code /responses}, {@code /chat/completions} or
     *     {@code /v1beta/models/…} is appended
     * @throws IllegalStateException when 10,000 conversations are registered
     */
    public URI endpoint(String conversation, Script script) {
        String token = token(conversation);
        if (!conversations.containsKey(token) && conversations.size() >= MOST_CONVERSATIONS) {
            throw new IllegalStateException("too many conversations in rehearsal: " + MOST_CONVERSATIONS);
        }
        conversations.computeIfAbsent(token, _ -> new ConversationApis(script));
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/r/" + token);
    }

    /** Ends a conversation: its path answers 404 from now on. */
    public void forget(String conversation) {
        conversations.remove(token(conversation));
    }

    /** Breaks all connections and stops. */
    @Override
    public void close() {
        requests.shutdownNow();
        server.stop(0);
        conversations.clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        HttpCall call = new HttpCall(exchange, kibibytes, "req_" + Long.toHexString(random.nextLong()));
        if (!running.tryAcquire()) {
            refuse(call, 529, "overloaded_error", "Overloaded");
            return;
        }
        try {
            String path = exchange.getRequestURI().getRawPath();
            int end = path.startsWith("/r/") ? path.indexOf('/', 3) : -1;
            String token = path.startsWith("/r/") ? path.substring(3, end < 0 ? path.length() : end) : "";
            @Nullable ConversationApis api = conversations.get(token);
            if (api == null) {
                refuse(call, 404, "not_found_error", "No such rehearsal");
            } else {
                api.handle(call, end < 0 ? "" : path.substring(end));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the rehearsal endpoint closes", e);
        } finally {
            running.release();
        }
    }

    private static void refuse(HttpCall call, int status, String type, String message) throws IOException {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}";
        call.answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private String token(String conversation) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] hash = mac.doFinal(conversation.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing", e);
        }
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
