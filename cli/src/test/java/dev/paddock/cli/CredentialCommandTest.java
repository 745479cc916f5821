package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G12")
class CredentialCommandTest {
    @AutoClose
    private final TestServer server = new TestServer();

    private final TestCaller caller = new TestCaller(Path.of("/")).of(server);

    private String answer(String action, String asked) {
        caller.in = asked.getBytes(StandardCharsets.UTF_8);
        assertThat(caller.fresh().run("credential", action)).as(caller.err()).isZero();
        return caller.out();
    }

    @Test
    @Tag("attack-55")
    void givesTheTokenForItsOwnServerAndForNoOtherAddress() {
        String host = server.url().replace("http://", "");
        assertThat(answer("get", "protocol=http\nhost=" + host + "\n\n"))
                .isEqualTo("username=paddock\npassword=" + TestServer.TOKEN + "\n");
        for (String other : new String[] {
            "protocol=https\nhost=" + host,
            "protocol=http\nhost=127.0.0.1",
            "protocol=http\nhost=" + host + ".evil.example",
            "protocol=http\nhost=evil.example\nhost=other\npath=" + host,
            "host=" + host,
            ""
        }) {
            assertThat(answer("get", other + "\n\n")).as(other).isEmpty();
        }
        assertThat(answer("store", "protocol=http\nhost=" + host + "\n\n")).isEmpty();
        assertThat(answer("erase", "protocol=http\nhost=" + host + "\n\n")).isEmpty();
    }

    @Test
    void namesTheAddressOfARunsProject() {
        server.answer("GET /runs/r1", "{\"id\":\"r1\",\"project\":\"p1\",\"branch\":\"agent/fix-1\"}");
        server.answer("GET /projects/p1", "{\"id\":\"p1\",\"git\":\"/git/p1.git\"}");
        assertThat(caller.run("git-url", "r1")).isZero();
        assertThat(caller.out()).isEqualTo(server.url() + "/git/p1.git\n");
    }
}
