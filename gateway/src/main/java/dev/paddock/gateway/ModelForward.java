package dev.paddock.gateway;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a request on a model route: takes away what credentials the run sent, adds the real one, passes the answer back
 * as it comes with the real one blotted out, reads usage from it.
 */
final class ModelForward {
    static final String PREFIX = "/model/";

    private static final Logger LOG = System.getLogger(ModelForward.class.getName());
    private static final String JSON = "application/json";

    private final Connection connection;
    private final Door door;
    private final RequestHead head;
    private final ModelTarget target;
    private final Turns turns;
    private final long start = System.nanoTime();

    ModelForward(Connection connection, Door door, RequestHead head) {
        this.connection = connection;
        this.door = door;
        this.head = head;
        this.target = ModelTarget.parse(head.target());
        this.turns = door.policy().turns();
    }

    /** Whether another request may follow on the connection. */
    boolean run() throws IOException {
        ModelRoute route = door.policy().routes().get(target.vendor());
        if (route == null) {
            throw new RefusedException(Refusal.NO_ROUTE, "there is no model route of this name");
        }
        connection.destination(route.host(), route.port());
        Credential credential;
        UsageMeter meter;
        try {
            credential = check(route);
            meter = route.vendor().meter(head.method(), target.path()).orElse(null);
            take(meter);
        } catch (RefusedException e) {
            refuse(route, e);
            connection.linger();
            return false;
        }
        Flow flow = connection.allowed("model:" + target.vendor());
        connection.watch().limit(door.limits().modelIdle());
        ModelOutcome outcome = new ModelOutcome(door.health(), route);
        Call call = new Call(door.nextId(), route, credential, flow, meter, outcome);
        boolean more;
        try {
            more = exchange(call);
        } catch (RefusedException e) {
            flow.ended(Closed.End.CUT);
            more = refuse(route, e);
        } finally {
            call.over();
            report(call);
            settle(call);
            connection.finish();
        }
        if (!more) {
            connection.linger();
        }
        return more;
    }

    private Credential check(ModelRoute route) {
        if (!target.isPlain() || !route.vendor().allows(head.method(), target.path(), target.query())) {
            throw new RefusedException(Refusal.MODEL_PATH, head.method() + " " + target.path() + " is not allowed");
        }
        Relay.checkSize(head.framing(), door.limits().modelBodyBytes());
        Optional<Credential> credential;
        try {
            credential = route.credential().get();
        } catch (NoCredentialException e) {
            throw new RefusedException(Refusal.NO_CREDENTIAL, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the credential for " + target.vendor() + " cannot be read", e);
            credential = Optional.empty();
        }
        return credential.orElseThrow(
                () -> new RefusedException(Refusal.NO_CREDENTIAL, route.vendor().signIn()));
    }

    /** Counts a request that costs something; which policy is in force when it comes back does not matter. */
    private void take(@Nullable UsageMeter meter) {
        if (meter != null && !turns.take()) {
            door.events().post(door.listener()::turnsUsed);
            throw new RefusedException(Refusal.TURN_LIMIT, "The limit is " + turns.most() + ".");
        }
    }

    /** Only what the vendor answered, or might have, stays counted. */
    private void settle(Call call) {
        boolean refused = call.status != 0 && (call.status < 200 || call.status > 299);
        if (call.meter != null && (refused || call.unreached)) {
            turns.giveBack();
        }
    }

    private boolean exchange(Call call) throws IOException {
        Body body = new Body(connection.client().input(), head.framing(), true);
        Upstream upstream;
        ResponseHead response;
        try {
            upstream = connect(call.route);
            upstream.head(
                    head.method() + " " + call.route.prefix() + target.pathAndQuery() + " HTTP/1.1",
                    ModelHeaders.up(head, call.route, call.credential));
            if (head.expectsContinue()) {
                connection.client().proceed();
            }
            Relay.up(connection, body, upstream, call.flow, door.limits().modelBodyBytes(), call.name::accept);
            announce(call);
            if (body.done()) {
                connection.client().input().watch("door-watch", () -> connection.abort(Closed.End.RUN));
            }
            response = upstream.response(door.limits(), head.method());
            checkReadable(response);
        } catch (IOException e) {
            return unreachable(call, e);
        }
        call.status = response.status();
        if (response.status() == 401 && renewed(call)) {
            throw new RefusedException(Refusal.CREDENTIAL_RENEWED, "");
        }
        call.begin(response);
        Redactor redactor = new Redactor(call.credential.secrets());
        List<Header> headers = ModelHeaders.down(response, redactor);
        if (call.outcome.longPause()) {
            headers = ModelHeaders.withoutRetry(headers);
        }
        boolean close = !head.keepsAlive() || !body.done();
        if (response.status() == 429) {
            limited(call, response, headers, upstream, redactor, close);
        } else {
            Relay.down(connection, head, response, headers, upstream, call.flow, redactor, call, close);
            call.end();
        }
        return !close;
    }

    /** Passes on that a limit is reached; where it lasts long, so that the run does not wait for it in the midst of a turn. */
    private void limited(
            Call call, ResponseHead response, List<Header> headers, Upstream upstream, Redactor redactor, boolean close)
            throws IOException {
        byte[] said = Relay.whole(connection, response, upstream, call.flow, call);
        call.end();
        Instant until = call.outcome.longPause() ? call.outcome.reset() : null;
        byte[] pause = until == null ? null : call.route.vendor().pause(until).orElse(null);
        if (pause == null) {
            Relay.down(connection, response, headers, redactor.whole(said), call.flow, close);
        } else {
            Relay.down(connection, response, ModelHeaders.paused(headers), pause, call.flow, close);
        }
    }

    /** Whether the run should try again with another credential than the one that the vendor refused. */
    private boolean renewed(Call call) {
        try {
            return call.route.credential().renewed(call.credential);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the credential for " + target.vendor() + " cannot be renewed", e);
            return false;
        }
    }

    private Upstream connect(ModelRoute route) throws IOException {
        SocketChannel channel = door.destinations().dialChosen(route.host(), route.port());
        connection.alsoClose(() -> Client.close(channel));
        return route.tls() ? Upstream.tls(channel, door.trust(), route.host(), route.port()) : Upstream.plain(channel);
    }

    /** A compressed answer could neither be metered nor searched for the credential. */
    private static void checkReadable(ResponseHead response) throws IOException {
        String coding = response.headers().first("content-encoding").orElse("identity");
        if (response.status() == 101 || !coding.equalsIgnoreCase("identity")) {
            throw new IOException("the upstream answered in a form that was not asked for");
        }
    }

    private boolean unreachable(Call call, IOException e) throws IOException {
        call.flow.ended(Closed.End.UPSTREAM);
        call.over();
        if (connection.isAborted()) {
            throw e;
        }
        call.unreached = true;
        LOG.log(Level.INFO, "model upstream {0} failed: {1}", call.route.base(), e.toString());
        String text = "Paddock could not get an answer from " + call.route.host() + ".";
        byte[] body = call.route.vendor().error(Refusal.NO_ADDRESS, text);
        connection.committed();
        connection.client().answer(502, JSON, body, true);
        return false;
    }

    private boolean refuse(ModelRoute route, RefusedException e) throws IOException {
        connection.denied(e.refusal());
        if (!connection.isCommitted()) {
            String text = "Paddock: " + e.refusal().text() + " " + e.detail();
            byte[] body = route.vendor().error(e.refusal(), text.strip());
            connection.client().answer(e.refusal().status(), JSON, body, true);
        }
        return false;
    }

    private void announce(Call call) {
        if (call.meter != null) {
            ModelRequest request = new ModelRequest(call.id, call.name.name());
            door.events().post(() -> door.listener().modelRequest(request));
        }
    }

    private void report(Call call) {
        UsageMeter meter = call.meter;
        if (meter == null) {
            return;
        }
        UsageMeter.Tokens seen = meter.tokens();
        Usage usage = new Usage(
                call.id,
                Instant.now(),
                target.vendor(),
                seen.model().isEmpty() ? call.name.name() : seen.model(),
                seen.input(),
                seen.output(),
                seen.cacheRead(),
                seen.cacheWrite(),
                seen.cacheWriteLong(),
                seen.complete(),
                call.status,
                Duration.ofNanos(System.nanoTime() - start),
                call.outcome.reset());
        door.events().post(() -> door.listener().usage(usage));
    }

    /** One call's state. */
    private static final class Call implements Relay.Tap {
        private final long id;
        private final ModelRoute route;
        private final Credential credential;
        private final Flow flow;
        private final @Nullable UsageMeter meter;
        private final ModelOutcome outcome;
        private final ModelName name = new ModelName();
        private int status;
        private boolean unreached;

        Call(
                long id,
                ModelRoute route,
                Credential credential,
                Flow flow,
                @Nullable UsageMeter meter,
                ModelOutcome outcome) {
            this.id = id;
            this.route = route;
            this.credential = credential;
            this.flow = flow;
            this.meter = meter;
            this.outcome = outcome;
        }

        void begin(ResponseHead response) {
            if (meter != null) {
                outcome.begin(response);
                meter.begin(
                        response.status(),
                        response.headers().first("content-type").orElse(""));
            }
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            if (meter != null) {
                outcome.accept(bytes, offset, length);
                meter.accept(bytes, offset, length);
            }
        }

        void end() {
            if (meter != null) {
                outcome.end();
                meter.end();
            }
        }

        /** What uses no model tells nothing of it. */
        void over() {
            if (meter != null) {
                outcome.over(flow.end());
            }
        }
    }
}
