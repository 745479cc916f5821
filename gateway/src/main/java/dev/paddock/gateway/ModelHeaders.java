package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which header fields a model call keeps on its way up, which on its way down, and what the gateway puts in their place. */
final class ModelHeaders {
    /** A run's own credentials, what would identify the machine, and what the gateway decides itself. */
    private static final Set<String> DROPPED_UP = Set.of(
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "x-goog-user-project",
            "api-key",
            "chatgpt-account-id",
            "openai-organization",
            "openai-project",
            "cookie",
            "accept-encoding",
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip");

    private static final Set<String> DROPPED_DOWN = Set.of(
            "set-cookie",
            "set-cookie2",
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "api-key",
            "chatgpt-account-id",
            "openai-organization",
            "openai-project",
            "cookie",
            "alt-svc");

    private ModelHeaders() {}

    static List<Header> up(RequestHead head, ModelRoute route, Credential credential) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("host", route.authority()));
        for (Header field : head.headers().endToEnd(DROPPED_UP)) {
            if (!credential.headers().containsKey(field.name())
                    && !credential.appended().containsKey(field.name())) {
                headers.add(field);
            }
        }
        credential.appended().forEach((name, value) -> {
            List<String> values = new ArrayList<>(head.headers().all(name));
            values.add(value);
            headers.add(new Header(name, String.join(",", values)));
        });
        credential.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        headers.add(new Header("accept-encoding", "identity"));
        headers.addAll(Relay.framing(head.framing()));
        headers.add(new Header("connection", "close"));
        return headers;
    }

    /** Tells the clients that know this header not to wait for themselves. */
    static List<Header> withoutRetry(List<Header> headers) {
        List<Header> all = new ArrayList<>(headers);
        all.removeIf(header -> header.name().equals("x-should-retry"));
        all.add(new Header("x-should-retry", "false"));
        return all;
    }

    /** As {@link #withoutRetry}, before a JSON body of the gateway's own. */
    static List<Header> paused(List<Header> headers) {
        List<Header> all = withoutRetry(headers);
        all.removeIf(header -> header.name().equals("content-type"));
        all.add(new Header("content-type", "application/json"));
        return all;
    }

    static List<Header> down(ResponseHead response, Redactor redactor) {
        return response.headers().endToEnd(DROPPED_DOWN).stream()
                .filter(h -> !redactor.found(h.value()) && !redactor.found(h.name()))
                .toList();
    }
}
