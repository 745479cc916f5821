package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * A request target on a model route, taken apart: {@code /model/<vendor><path>[?query]}.
 *
 * @param path exactly as sent, from the slash after the vendor
 * @param query without any {@code key} parameter, which is a credential
 */
record ModelTarget(String vendor, String path, String query) {
    /**
     * Takes a target apart.
     *
     * @throws RefusedException when the path could be read in more than one way
     */
    static ModelTarget parse(String target) {
        String rest = target.substring(ModelForward.PREFIX.length());
        int question = rest.indexOf('?');
        String whole = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        int slash = whole.indexOf('/');
        String vendor = slash < 0 ? whole : whole.substring(0, slash);
        String path = slash < 0 ? "/" : whole.substring(slash);
        return new ModelTarget(vendor, path, withoutKey(query));
    }

    /** Whether every server reads this path the same way: plain characters, no empty and no dot segment. */
    boolean isPlain() {
        boolean plain = path.chars().allMatch(ModelTarget::isPlain);
        for (String segment : path.substring(1).split("/", -1)) {
            plain &= !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
        }
        return plain;
    }

    /** What is asked of the upstream, below its prefix. */
    String pathAndQuery() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "/-._:".indexOf(c) >= 0;
    }

    private static String withoutKey(String query) {
        List<String> kept = new ArrayList<>();
        for (String parameter : query.split("&", -1)) {
            if (!parameter.equals("key") && !parameter.startsWith("key=")) {
                kept.add(parameter);
            }
        }
        return String.join("&", kept);
    }
}
