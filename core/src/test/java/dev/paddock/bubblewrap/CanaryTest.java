package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sandboxes weakened on purpose: each must be refused, by name, and leave nothing. */
@Tag("S2")
final class CanaryTest {
    @AutoClose
    private SandboxFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new SandboxFixture();
    }

    private void refuses(BubblewrapProvider provider, int status, String reason) {
        assertThatThrownBy(() -> fixture.create(provider, fixture.run("weak").spec(), status))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSAFE))
                .hasMessageContaining(reason);
        assertThat(fixture.provider.reattach(fixture.run("weak").spec())).isEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
    }

    private BubblewrapProvider changed(String script, String from, String to) throws Exception {
        String text = Files.readString(Path.of(Kit.install(fixture.home).script(script)));
        assertThat(text).contains(from);
        return fixture.weakened(script + ".sh", text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesASandboxWithoutAFilter() throws Exception {
        refuses(changed("enter", "--seccomp 9 ", ""), 200, "no system call filter");
    }

    @Test
    void refusesAFilterThatAllowsAll() throws Exception {
        refuses(
                fixture.weakened("filter.bpf", new Bpf().allow().toBytes()),
                200,
                "the system call filter does not filter");
    }

    @Test
    void refusesAVisibleHome() throws Exception {
        String home = "'" + fixture.home.root() + "'";
        refuses(changed("enter", "--args 8", "--args 8 --ro-bind " + home + " " + home), 200, "is visible");
    }

    @Test
    void refusesANameServer() throws Exception {
        refuses(
                fixture.weakened("etc-resolv.conf", "nameserver 192.0.2.1\n".getBytes(StandardCharsets.UTF_8)),
                200,
                "a name server 192.0.2.1");
    }

    @Test
    @Tag("E1")
    void refusesAnotherNetworkDevice() throws Exception {
        refuses(
                changed(
                        "holder",
                        "ip link set lo up",
                        "ip link add veth0 type veth peer name veth1 && ip link set lo up"),
                200,
                "a network device veth");
    }

    @Test
    void refusesAForeignListener() throws Exception {
        refuses(
                changed(
                        "keep",
                        "timeout --signal",
                        "socat TCP-LISTEN:9999,bind=127.0.0.1 - </dev/null >/dev/null 3>&- & sleep 0.5\ntimeout --signal"),
                200,
                "a listener on");
    }

    @Test
    void refusesCapabilities() throws Exception {
        refuses(changed("enter", "--args 8", "--args 8 --cap-add CAP_NET_RAW"), 200, "has capabilities");
    }

    @Test
    void refusesADoorThatDoesNotAnswer() throws Exception {
        refuses(fixture.provider, 503, "status 503");
    }
}
