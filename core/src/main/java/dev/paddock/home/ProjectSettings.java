package dev.paddock.home;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a project's runs need around them, as its own {@code .paddock/environment.yaml} or the server's owner says. Described for users in
 * {@code docs/environment.md}.
 *
 * @param setUp script that prepares the workspace, once a base commit; null where nothing is said, empty for none
 * @param timeout {@code timeout}: how long the script may take; null where nothing is said
 * @param caches {@code caches}: names of the caches that are kept; null where nothing is said
 * @param variables {@code variables}: environment of all processes
 * @param secrets {@code secrets}: names of the secrets that it needs
 * @param egress {@code egress}: hosts and sets that it needs, in the form of the allow-list
 */
public record ProjectSettings(
        @Nullable String setUp,
        @Nullable Duration timeout,
        @Nullable List<String> caches,
        Map<String, String> variables,
        List<String> secrets,
        List<String> egress) {
    /** Nothing is said. */
    public static final ProjectSettings NONE = new ProjectSettings(null, null, null, Map.of(), List.of(), List.of());

    /** How long a set-up script may take where nobody says. */
    public static final Duration USUAL_TIMEOUT = Duration.ofMinutes(15);

    /** The longest that it may be given. */
    public static final Duration MOST_TIMEOUT = Duration.ofHours(2);

    public ProjectSettings {
        caches = caches == null ? null : List.copyOf(caches);
        variables = Map.copyOf(variables);
        secrets = List.copyOf(secrets);
        egress = List.copyOf(egress);
    }

    /** These settings where {@code stronger} says nothing else; what both list is added up. */
    public ProjectSettings under(ProjectSettings stronger) {
        Map<String, String> both = new HashMap<>(variables);
        both.putAll(stronger.variables);
        return new ProjectSettings(
                stronger.setUp == null ? setUp : stronger.setUp,
                stronger.timeout == null ? timeout : stronger.timeout,
                stronger.caches == null ? caches : stronger.caches,
                both,
                union(secrets, stronger.secrets),
                union(egress, stronger.egress));
    }

    private static List<String> union(List<String> a, List<String> b) {
        List<String> all = new ArrayList<>(a);
        b.stream().filter(item -> !a.contains(item)).forEach(all::add);
        return all;
    }
}
