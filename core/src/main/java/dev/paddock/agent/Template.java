package dev.paddock.agent;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces <code>{{name}}</code> in one pass: what was put in is not looked at again. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]*)}}");

    private Template() {}

    /** The first placeholder of a text that is not known, or an empty text. */
    static String unknown(String text, Predicate<String> known) {
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            if (!known.test(matcher.group(1).strip())) {
                return matcher.group();
            }
        }
        return "";
    }

    static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        values.getOrDefault(match.group(1).strip(), match.group())));
    }
}
