package dev.paddock.environment;

import dev.paddock.event.EventJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One form of a secret that is looked for.
 *
 * @param text the secret itself, a line of it, or the whole in an encoding that programs use
 * @param name what is shown in its place, in quotes
 */
record Needle(String text, String name) {
    private static final int LEAST_LINE = 16;

    static Set<Needle> of(String name, String value) {
        Set<String> forms = new LinkedHashSet<>();
        String plain = value.strip();
        forms.add(plain);
        String json = EventJson.mapper().writeValueAsString(plain);
        forms.add(json.substring(1, json.length() - 1));
        forms.add(URLEncoder.encode(plain, StandardCharsets.UTF_8));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
        // Output comes line by line.
        plain.lines()
                .map(String::strip)
                .filter(line -> line.length() >= LEAST_LINE)
                .forEach(forms::add);
        Set<Needle> needles = new LinkedHashSet<>();
        forms.forEach(form -> needles.add(new Needle(form, name)));
        return needles;
    }

    String shown() {
        return "\u2039" + name + "\u203a";
    }

    static String replace(String text, Collection<Needle> longestFirst) {
        String clean = text;
        for (Needle needle : longestFirst) {
            clean = clean.replace(needle.text(), needle.shown());
        }
        return clean;
    }
}
