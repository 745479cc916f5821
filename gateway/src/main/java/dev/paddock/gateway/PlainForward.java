package dev.paddock.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Carries out a plain HTTP request in absolute form, {@code GET http://host/path}, for hosts whose port 80 is on the
 * allow-list. Host is rebuilt from the address; one request a connection; redirects go back to the run, whose next request
 * is judged like any other.
 */
final class PlainForward {
    private static final String SCHEME = "http://";
    private static final int PORT = 80;
    /** Not passed on to the open web. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    private static final Set<String> DROPPED = Set.of("alt-svc");

    private final Connection connection;
    private final Door door;

    PlainForward(Connection connection, Door door) {
        this.connection = connection;
        this.door = door;
    }

    void run(RequestHead head) throws IOException {
        String rest = head.target().substring(SCHEME.length());
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        connection.destination(rest.substring(0, end), 0);
        Authority to = Authority.parse(rest.substring(0, end), PORT);
        connection.destination(to.host().text(), to.port());
        String path = rest.substring(end);
        if (path.indexOf('#') >= 0) {
            throw new RefusedException(Refusal.BAD_REQUEST, "the target has a fragment");
        }
        if (to.port() != PORT) {
            throw new RefusedException(Refusal.PLAIN_HTTP, "");
        }
        connection.subject(to);
        String rule = door.policy().allow().admit(to, head.method(), Refusal.PLAIN_HTTP);
        boolean open = rule.equals(HostSets.OPEN_WEB);
        if (open && !(head.framing() instanceof Framing.None)) {
            throw new RefusedException(Refusal.READ_ONLY, "the request has a body");
        }
        Relay.checkSize(head.framing(), door.limits().uploadBytes());
        List<InetAddress> addresses = door.destinations().judged(to.host());
        Flow flow = connection.allowed(rule);
        connection.watch().limit(door.limits().tunnelIdle());
        try {
            Upstream upstream = Upstream.plain(door.destinations().dial(addresses, PORT));
            connection.alsoClose(upstream::abort);
            exchange(head, to, path.startsWith("/") ? path : "/" + path, flow, upstream, open ? CREDENTIALS : Set.of());
        } catch (IOException e) {
            failed(to, flow, e);
        }
    }

    private void exchange(
            RequestHead head, Authority to, String path, Flow flow, Upstream upstream, Set<String> without)
            throws IOException {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("host", to.host().text()));
        headers.addAll(head.headers().endToEnd(without));
        headers.addAll(Relay.framing(head.framing()));
        headers.add(new Header("connection", "close"));
        upstream.head(head.method() + " " + path + " HTTP/1.1", headers);
        if (head.expectsContinue()) {
            connection.client().proceed();
        }
        Body body = new Body(connection.client().input(), head.framing(), true);
        Relay.up(connection, body, upstream, flow, door.limits().uploadBytes(), (b, o, l) -> {});
        ResponseHead response = upstream.response(door.limits(), head.method());
        if (response.status() == 101) {
            throw new IOException("the upstream switched protocols unasked");
        }
        List<Header> back = response.headers().endToEnd(DROPPED);
        Redactor nothing = new Redactor(List.of());
        Relay.down(connection, head, response, back, upstream, flow, nothing, (b, o, l) -> {}, true);
    }

    private void failed(Authority to, Flow flow, IOException e) throws IOException {
        flow.ended(Closed.End.UPSTREAM);
        if (connection.isCommitted()) {
            throw e;
        }
        byte[] text = ("paddock: " + to + " cannot be reached\n").getBytes(StandardCharsets.UTF_8);
        connection.client().answer(502, "text/plain; charset=utf-8", text, true);
        connection.linger();
    }
}
