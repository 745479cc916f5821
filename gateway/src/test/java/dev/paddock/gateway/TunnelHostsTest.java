package dev.paddock.gateway;

import static dev.paddock.gateway.Tunnels.ALLOWED;
import static dev.paddock.gateway.Tunnels.assertEchoes;
import static dev.paddock.gateway.Tunnels.connect;
import static dev.paddock.gateway.Tunnels.door;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts a tunnel leads to. */
@Timeout(60)
class TunnelHostsTest {
    @Test
    @Tag("E1")
    @Tag("E2")
    @Tag("E9")
    void refusesAHostThatIsNotOnTheAllowListWithoutLookingItUp() throws IOException {
        try (TestDoor door = door()) {
            String answer = door.ask(connect("evil.example:443"));
            assertThat(answer)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("not-on-allow-list")
                    .contains("evil.example:443");
            assertThat(door.lookups).isEmpty();
            assertThat(door.dialled).isEmpty();
            Verdict verdict = door.denied();
            assertThat(verdict.rule()).isEqualTo("not-on-allow-list");
            assertThat(verdict.host()).isEqualTo("evil.example");
            assertThat(verdict.port()).isEqualTo(443);
        }
    }

    @ParameterizedTest
    @Tag("attack-29")
    @Tag("attack-47")
    @ValueSource(
            strings = {
                "127.1:443",
                "2130706433:443",
                "0x7f.1:443",
                "0x7f000001:443",
                "0177.0.0.1:443",
                "127.0.0.1:3128",
                "127.0.0.1.:443",
                "[::1]:443",
                "[::ffff:7f00:1]:443",
                "::1:443",
                "0:443",
                "1.2.3.4:443"
            })
    void refusesEverySpellingOfAnAddress(String authority) throws IOException {
        refuses(authority, 403, "ip-address");
    }

    @ParameterizedTest
    @Tag("attack-30")
    @Tag("attack-31")
    @ValueSource(
            strings = {
                "127.0.0.1", "169.254.169.254", "10.1.2.3", "192.168.0.9", "172.31.0.1", "100.64.0.1", "0.0.0.0",
                "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "fe80::1", "fc00::1", "fd00:ec2::254",
                "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "ff02::1", "::7f00:1"
            })
    void refusesAnAllowedNameThatLeadsInside(String address) throws IOException {
        try (TestDoor door = door()) {
            door.names.put(ALLOWED, List.of(TestDoor.PUBLIC, address));
            assertThat(door.ask(connect("allowed.example:443")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("-address");
            assertThat(door.denied().rule()).endsWith("-address");
            assertThat(door.dialled).isEmpty();
        }
    }

    @Test
    @Tag("attack-32")
    void resolvesOnceAndDialsWhatItJudged() throws IOException {
        try (TestDoor door = door()) {
            try (SSLSocket socket = door.tls("allowed.example:443", ALLOWED)) {
                door.names.put(ALLOWED, List.of("127.0.0.1"));
                assertEchoes(socket);
            }
            assertThat(door.lookups).containsExactly(ALLOWED);
            assertThat(door.dialled).containsExactly("203.0.113.7:443");
            assertThat(door.ask(connect("allowed.example:443"))).contains("loopback-address");
            assertThat(door.dialled).hasSize(1);
        }
    }

    @ParameterizedTest
    @Tag("attack-33")
    @Tag("attack-34")
    @ValueSource(
            strings = {
                "allowed.example:80", "allowed.example:22", "allowed.example:8443", "evilallowed.example:443",
                "allowed.example.evil.example:443", "sub.allowed.example:443", "wild.example:443",
                        "evilwild.example:443"
            })
    void refusesOtherPortsAndLookalikes(String authority) throws IOException {
        try (TestDoor door = door()) {
            assertThat(door.ask(connect(authority))).startsWith("HTTP/1.1 403 ").contains("not-on-allow-list");
            assertThat(door.lookups).isEmpty();
        }
    }

    @ParameterizedTest
    @Tag("attack-34")
    @Tag("attack-35")
    @Tag("attack-36")
    @ValueSource(
            strings = {
                "allowed.example@evil.example:443",
                "user:pw@allowed.example:443",
                "allowed..example:443",
                "allowed.example..:443",
                ".allowed.example:443",
                "allowed.example%00.evil.example:443",
                "allowed.example%2eevil.example:443",
                "fe80::1%eth0:443",
                "allowed_.example:443",
                "-allowed.example:443",
                "allowed.example:0443",
                "allowed.example:+443",
                "allowed.example:65536",
                "allowed.example:",
                "allowed.example",
                "https://allowed.example:443",
                "allowed.example:443/path",
                "*.wild.example:443"
            })
    void refusesHostsThatAreNotPlainNames(String authority) throws IOException {
        try (TestDoor door = door()) {
            assertThat(door.ask(connect(authority))).startsWith("HTTP/1.1 403 ").containsPattern("bad-host|ip-address");
            assertThat(door.lookups).isEmpty();
            assertThat(door.denied().decision()).isEqualTo(Decision.DENY);
        }
    }

    @Test
    @Tag("attack-35")
    void readsCaseAndOneTrailingDotAsTheSameHost() throws IOException {
        try (TestDoor door = door();
                SSLSocket socket = door.tls("ALLOWED.Example.:443", ALLOWED)) {
            assertEchoes(socket);
            assertThat(door.lookups).containsExactly(ALLOWED);
        }
    }

    @ParameterizedTest
    @Tag("attack-36")
    @Tag("attack-37")
    @ValueSource(
            strings = {
                "allowed.example\u0000.evil.example:443",
                "\u00ef\u00bd\u0081llowed.example:443",
                "allowed\u00e3\u0080\u0082example:443",
                "allowed.example\t:443"
            })
    void refusesBytesThatAreNotVisibleAscii(String authority) throws IOException {
        refuses(authority, 400, "bad-request");
    }

    private void refuses(String authority, int status, String rule) throws IOException {
        try (TestDoor door = door()) {
            assertThat(door.ask(connect(authority)))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains(rule);
            assertThat(door.denied().rule()).isEqualTo(rule);
            assertThat(door.lookups).isEmpty();
        }
    }
}
