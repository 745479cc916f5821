package dev.paddock.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads HTTP/1.1 message heads (RFC 9112) strictly: what two implementations might read differently is refused. The bytes
 * come from {@link Input#head}, which has already refused bare CR and LF, control bytes and NUL.
 */
final class HeadParser {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT");
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private HeadParser() {}

    static RequestHead request(byte[] head, int maxHeaders) {
        List<String> lines = lines(head);
        String[] parts = lines.get(0).split(" ", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            throw bad("the request line is not 'METHOD target HTTP/1.1'");
        }
        boolean http11 = parts[2].equals("HTTP/1.1");
        if (!http11 && !parts[2].equals("HTTP/1.0")) {
            throw bad("the version is not HTTP/1.1");
        }
        if (!METHODS.contains(parts[0])) {
            throw new RefusedException(Refusal.BAD_METHOD, "");
        }
        if (!parts[1].chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw bad("the target has a byte that is not visible ASCII");
        }
        Headers headers = headers(lines, maxHeaders);
        int hosts = headers.all("host").size();
        if (hosts > 1 || (http11 && hosts == 0)) {
            throw bad(hosts == 0 ? "the Host header is missing" : "there is more than one Host header");
        }
        return new RequestHead(parts[0], parts[1], http11, headers, Framing.ofRequest(headers, http11));
    }

    static ResponseHead response(byte[] head, int maxHeaders, String requestMethod) {
        List<String> lines = lines(head);
        String line = lines.get(0);
        boolean http11 = line.startsWith("HTTP/1.1 ");
        boolean digits = line.length() >= 12 && line.substring(9, 12).chars().allMatch(c -> c >= '0' && c <= '9');
        boolean ended = line.length() == 12 || (line.length() > 12 && line.charAt(12) == ' ');
        if ((!http11 && !line.startsWith("HTTP/1.0 ")) || !digits || !ended) {
            throw bad("the status line is not 'HTTP/1.1 NNN reason'");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Headers headers = headers(lines, maxHeaders);
        return new ResponseHead(status, http11, headers, Framing.ofResponse(headers, http11, status, requestMethod));
    }

    private static List<String> lines(byte[] head) {
        String text = new String(head, 0, head.length - 4, StandardCharsets.ISO_8859_1);
        return List.of(text.split("\r\n", -1));
    }

    private static Headers headers(List<String> lines, int max) {
        if (lines.size() - 1 > max) {
            throw new RefusedException(Refusal.HEADERS_TOO_LARGE, "more than " + max + " header fields");
        }
        List<Header> fields = new ArrayList<>(lines.size());
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith(" ") || line.startsWith("\t")) {
                throw bad("a header is folded over several lines");
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).chars().allMatch(HeadParser::isTokenChar)) {
                throw bad("a header has no proper name");
            }
            fields.add(new Header(line.substring(0, colon), trim(line.substring(colon + 1))));
        }
        return new Headers(fields);
    }

    private static boolean isTokenChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static RefusedException bad(String why) {
        return new RefusedException(Refusal.BAD_REQUEST, why);
    }
}
