package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The header fields of one message, in order. Immutable. */
record Headers(List<Header> fields) {
    /** Fields that belong to one connection and are never passed on (RFC 9110 7.6.1). */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "proxy-authentication-info",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length",
            "expect");

    Headers {
        fields = List.copyOf(fields);
    }

    Optional<String> first(String name) {
        return fields.stream()
                .filter(f -> f.name().equals(name))
                .map(Header::value)
                .findFirst();
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(f -> f.name().equals(name))
                .map(Header::value)
                .toList();
    }

    boolean has(String name) {
        return fields.stream().anyMatch(f -> f.name().equals(name));
    }

    /** Whether a comma-separated field holds this token. */
    boolean hasToken(String name, String token) {
        return all(name).stream()
                .flatMap(v -> List.of(v.split(",")).stream())
                .anyMatch(t -> t.strip().equalsIgnoreCase(token));
    }

    /** The fields that may travel on: without hop-by-hop and framing fields, without those named, without Host. */
    List<Header> endToEnd(Collection<String> alsoWithout) {
        Set<String> drop = new HashSet<>(HOP_BY_HOP);
        drop.add("host");
        drop.addAll(alsoWithout);
        for (String value : all("connection")) {
            for (String named : value.split(",")) {
                drop.add(named.strip().toLowerCase(Locale.ROOT));
            }
        }
        List<Header> kept = new ArrayList<>();
        for (Header field : fields) {
            if (!drop.contains(field.name())) {
                kept.add(field);
            }
        }
        return kept;
    }
}
