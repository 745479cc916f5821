package dev.paddock.gateway;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a run: reads requests, hands each to what carries it out, turns refusals into answers and verdicts. Runs
 * on one virtual thread; {@link #abort} and {@link #recheck} come from others.
 */
final class Connection implements Runnable {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int MAX_SHOWN = 260;

    private final Door door;
    private final Client client;
    private final Reaper.Watch watch;
    private Destination destination = Destination.UNKNOWN;
    private boolean committed;
    // Set by the connection's thread, read by whoever ends it.
    private volatile @Nullable Runnable closeOther;
    private volatile @Nullable Flow flow;
    private volatile @Nullable Asked asked;
    private volatile boolean aborted;

    /** What a verdict says about where a request wanted to go. */
    record Destination(String host, int port, String method) {
        static final Destination UNKNOWN = new Destination("", 0, "");
    }

    /** What was asked of the policy. */
    private record Asked(Authority to, String method) {}

    Connection(Door door, SocketChannel channel) {
        this.door = door;
        this.client = new Client(channel);
        this.watch = door.reaper().watch(door.limits().headTimeout(), () -> abort(Closed.End.IDLE));
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                more = request();
            }
        } catch (RefusedException e) {
            refuse(e);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a run''s connection ended: {0}", e.toString());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a request failed inside the gateway", e);
            refuse(new RefusedException(Refusal.POLICY_ERROR, ""));
        } finally {
            finish();
            abort(Closed.End.DONE);
            watch.close();
        }
    }

    private boolean request() throws IOException {
        destination = Destination.UNKNOWN;
        committed = false;
        watch.limit(door.limits().headTimeout());
        byte[] bytes = client.input().head(door.limits().headerBytes(), false);
        if (bytes == null) {
            return false;
        }
        watch.touch();
        RequestHead head = HeadParser.request(bytes, door.limits().headerCount());
        destination = new Destination("", 0, head.method());
        if (head.method().equals("CONNECT")) {
            new Tunnel(this, door).run(head);
            return false;
        }
        if (head.asksUpgrade()) {
            throw new RefusedException(Refusal.UPGRADE, "");
        }
        if (head.target().startsWith("/")) {
            return origin(head);
        }
        if (!head.target().toLowerCase(Locale.ROOT).startsWith("http://")) {
            throw new RefusedException(Refusal.BAD_REQUEST, "the target is neither a path nor an http:// address");
        }
        new PlainForward(this, door).run(head);
        return false;
    }

    private boolean origin(RequestHead head) throws IOException {
        if (head.target().startsWith(ModelForward.PREFIX)) {
            return new ModelForward(this, door, head).run();
        }
        if (head.target().equals("/paddock/ping")
                && head.method().equals("GET")
                && head.framing() instanceof Framing.None) {
            client.answer(
                    200, "application/json", "{\"ok\":true}".getBytes(StandardCharsets.UTF_8), !head.keepsAlive());
            return head.keepsAlive();
        }
        throw new RefusedException(Refusal.NO_ROUTE, "this is a proxy; it has no pages of its own");
    }

    Client client() {
        return client;
    }

    Reaper.Watch watch() {
        return watch;
    }

    /** Notes where the request wants to go, as soon as that is known. */
    void destination(String host, int port) {
        String shown = host.length() > MAX_SHOWN ? host.substring(0, MAX_SHOWN) : host;
        destination = new Destination(shown, port, destination.method());
    }

    /** From now on the answer has begun: a refusal can only cut. */
    void committed() {
        committed = true;
    }

    boolean isAborted() {
        return aborted;
    }

    boolean isCommitted() {
        return committed;
    }

    /** Makes this connection subject to later policies. To be called before the policy is asked. */
    void subject(Authority to) {
        asked = new Asked(to, destination.method());
    }

    /** Has {@code close} run when this connection is ended from outside. */
    void alsoClose(Runnable close) throws IOException {
        closeOther = close;
        if (aborted) {
            close.run();
            throw new IOException("the connection was ended");
        }
    }

    Flow allowed(String rule) {
        Verdict verdict = verdict(Decision.ALLOW, rule);
        door.verdicts().add(verdict);
        Flow begun = new Flow(verdict);
        flow = begun;
        return begun;
    }

    void denied(Refusal refusal) {
        door.verdicts().add(verdict(Decision.DENY, refusal.code()));
    }

    /** Reports the end of what was allowed, if anything was. */
    void finish() {
        Flow ended = flow;
        if (ended != null) {
            flow = null;
            door.verdicts().add(ended.closed());
        }
        Runnable close = closeOther;
        if (close != null) {
            closeOther = null;
            close.run();
        }
    }

    /** Gives the run a moment to take the answer before the connection is closed. */
    void linger() throws IOException {
        watch.limit(LINGER);
        client.linger();
    }

    void abort(Closed.End how) {
        aborted = true;
        Flow open = flow;
        if (open != null) {
            open.ended(how);
        }
        client.abort();
        Runnable close = closeOther;
        if (close != null) {
            close.run();
        }
    }

    /** Ends a connection that a new policy no longer allows. */
    void recheck(DoorPolicy policy) {
        Asked before = asked;
        if (before == null) {
            return;
        }
        try {
            policy.allow().admit(before.to(), before.method(), Refusal.NOT_ON_ALLOW_LIST);
        } catch (RefusedException e) {
            abort(Closed.End.CUT);
        }
    }

    /** Answers at once, without reading anything, and ends. */
    void turnAway(Refusal refusal) {
        denied(refusal);
        try {
            client.answer(refusal.status(), TEXT, explain(new RefusedException(refusal, "")), true);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a refusal found nobody: {0}", gone.toString());
        } finally {
            abort(Closed.End.CUT);
            watch.close();
        }
    }

    private void refuse(RefusedException e) {
        Refusal refusal = e.refusal();
        denied(refusal);
        if (committed) {
            return;
        }
        try {
            client.answer(refusal.status(), TEXT, explain(e), true);
            linger();
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "a refusal found nobody: {0}", gone.toString());
        }
    }

    private byte[] explain(RefusedException e) {
        Refusal refusal = e.refusal();
        StringBuilder text = new StringBuilder("paddock: refused (" + refusal.code() + ")");
        if (!destination.host().isEmpty()) {
            text.append(": ").append(destination.host());
            if (destination.port() > 0) {
                text.append(':').append(destination.port());
            }
        }
        text.append("\n").append(refusal.text());
        if (!e.detail().isEmpty()) {
            text.append(" In detail: ").append(e.detail()).append('.');
        }
        if (refusal == Refusal.NOT_ON_ALLOW_LIST || refusal == Refusal.PLAIN_HTTP) {
            text.append(" Ask the person who runs this to allow ")
                    .append(destination.host())
                    .append(':')
                    .append(destination.port())
                    .append('.');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private Verdict verdict(Decision decision, String rule) {
        return new Verdict(
                Instant.now(), destination.host(), destination.port(), decision, rule, destination.method(), 1);
    }
}
