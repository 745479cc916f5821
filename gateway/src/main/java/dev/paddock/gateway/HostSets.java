package dev.paddock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The named sets of hosts that a rule can stand for, as in {@code packages}. Immutable; read once from the resource {@code host-sets.txt}. The
 * set {@code open-web} has no hosts of its own: it is any public host, for reading.
 */
public final class HostSets {
    /** The name of the set that is any public host. */
    public static final String OPEN_WEB = "open-web";

    /** What a person must know who uses {@link #OPEN_WEB}. */
    public static final String OPEN_WEB_WARNING =
            "open-web lets a run talk to any public host: what it knows can leave, since inside TLS nobody sees what is sent";

    private static final Map<String, HostSet> SETS = read();

    private HostSets() {}

    /**
     * A set.
     *
     * @param description a few words for people
     * @param rules in the form of the allow-list; empty for {@link #OPEN_WEB}
     */
    public record HostSet(String name, String description, List<String> rules) {
        public HostSet {
            rules = List.copyOf(rules);
        }
    }

    /** All of them, in the order in which they are shown. */
    public static List<HostSet> all() {
        return List.copyOf(SETS.values());
    }

    /** The names, in the order in which they are shown. */
    public static List<String> names() {
        return List.copyOf(SETS.keySet());
    }

    /** The set of this name. */
    public static Optional<HostSet> find(String name) {
        return Optional.ofNullable(SETS.get(name));
    }

    private static Map<String, HostSet> read() {
        Map<String, HostSet> sets = new LinkedHashMap<>();
        String name = null;
        String description = "";
        List<String> rules = new ArrayList<>();
        for (String line : text().lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                add(sets, name, description, rules);
                name = line.substring(1, line.indexOf(']'));
                description = line.substring(line.indexOf(']') + 1).strip();
                rules.clear();
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                rules.add(line);
            }
        }
        add(sets, name, description, rules);
        add(sets, OPEN_WEB, "any public host, for reading: GET and HEAD, and TLS to port 443", List.of());
        return sets;
    }

    private static void add(Map<String, HostSet> sets, @Nullable String name, String description, List<String> rules) {
        if (name != null) {
            sets.put(name, new HostSet(name, description, rules));
        }
    }

    private static String text() {
        try (InputStream stream = HostSets.class.getResourceAsStream("host-sets.txt")) {
            if (stream == null) {
                throw new IllegalStateException("host-sets.txt is missing from the gateway's jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
