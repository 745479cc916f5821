package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Tag("E2")
class HostSetsTest {
    private static final String CONNECT = "CONNECT %s:443 HTTP/1.1\r\nHost: x\r\n\r\n";

    private static TestServer site() {
        return TestServer.http((request, out) ->
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everySetHoldsRulesThatAreTakenAndNoVendorsApi() {
        assertThat(HostSets.names()).containsExactly("agents", "packages", "git-hosts", "ides", "open-web");
        for (HostSets.HostSet set : HostSets.all()) {
            assertThat(set.description()).isNotBlank();
            AllowList list = AllowList.parse(List.of(set.name()));
            assertThat(set.rules()).doesNotHaveDuplicates();
            // Parsed one by one they would be refused if one were a model vendor's.
            AllowList.parse(set.rules());
            assertThat(list.lookup("api.anthropic.com", 443)).isEmpty();
            assertThat(list.lookup("api.openai.com", 443)).isEmpty();
        }
    }

    @Test
    void aSetStandsForItsHostsAndAVerdictNamesBoth() {
        AllowList list = AllowList.parse(List.of("packages", "docs.example"));
        assertThat(list.lookup("registry.npmjs.org", 443)).hasValue("packages/registry.npmjs.org:443");
        assertThat(list.lookup("deb.debian.org", 80)).hasValue("packages/deb.debian.org:80");
        assertThat(list.lookup("docs.example", 443)).hasValue("docs.example:443");
        assertThat(list.lookup("github.com", 443)).isEmpty();
        assertThat(AllowList.canonical(" packages ", false)).isEqualTo("packages");
        assertThat(AllowList.canonical("Docs.Example", false)).isEqualTo("docs.example:443");
        assertThat(AllowList.canonical("Docs.Example", true)).isEqualTo("docs.example");
    }

    @Test
    void whatDeniesWinsOverEveryRuleThatAllows() {
        AllowList list = AllowList.parse(
                List.of("packages", "open-web", "a.example", "a.example:80"),
                List.of("pypi.org", "*.a.example", "b.example:443", "git-hosts"));
        assertThat(list.lookup("registry.npmjs.org", 443)).isPresent();
        assertThat(list.lookup("pypi.org", 443)).isEmpty();
        assertThat(list.lookup("pypi.org", 80)).isEmpty();
        assertThat(list.lookup("a.example", 443)).hasValue("a.example:443");
        assertThat(list.lookup("x.a.example", 443)).isEmpty();
        assertThat(list.lookup("b.example", 443)).isEmpty();
        assertThat(list.lookup("b.example", 80)).hasValue("open-web");
        assertThat(list.lookup("github.com", 443)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pakages", "localhost", "open_web", "Packages"})
    void aWordThatIsNoSetIsRefusedWithTheNamesOfThoseThereAre(String word) {
        assertThatThrownBy(() -> AllowList.parse(List.of(word)))
                .isInstanceOf(AllowRuleException.class)
                .hasMessageContaining("packages, git-hosts");
        assertThatThrownBy(() -> AllowList.parse(List.of(), List.of(HostSets.OPEN_WEB)))
                .isInstanceOf(AllowRuleException.class);
    }

    @Test
    void theOpenWebIsReadWithoutCredentialsAndNeverWritten() throws IOException {
        TestServer site = site();
        try (TestDoor door = new TestDoor("open-web", "named.example:80")
                .host("any.example", site)
                .host("named.example", "203.0.113.8", site())) {
            assertThat(
                            door.ask(
                                    "GET http://any.example/ HTTP/1.1\r\nHost: any.example\r\nAuthorization: Bearer x\r\nCookie: a=b\r\nAccept: text/html\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(site.requests.get(0).head())
                    .contains("text/html")
                    .doesNotContainIgnoringCase("authorization")
                    .doesNotContainIgnoringCase("cookie");
            assertThat(door.verdict(Decision.ALLOW).rule()).isEqualTo("open-web");
            assertThat(door.ask("POST http://any.example/ HTTP/1.1\r\nHost: any.example\r\nContent-Length: 1\r\n\r\nx"))
                    .contains("read-only");
            assertThat(door.ask("GET http://any.example/ HTTP/1.1\r\nHost: any.example\r\nContent-Length: 1\r\n\r\nx"))
                    .contains("read-only");
            // A host that is named may be written to.
            assertThat(door.ask(
                            "POST http://named.example/ HTTP/1.1\r\nHost: named.example\r\nContent-Length: 1\r\n\r\nx"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(site.requests).hasSize(1);
        }
    }

    @Test
    @Tag("attack-31")
    void theOpenWebIsPublicHostsOnPort443AndNoVendorsApi() throws IOException {
        try (TestDoor door = new TestDoor("open-web")) {
            door.names.put("inside.example", List.of("10.0.0.7"));
            door.names.put("api.anthropic.com", List.of(TestDoor.PUBLIC));
            assertThat(door.ask(CONNECT.formatted("inside.example"))).contains("private-address");
            assertThat(door.ask(CONNECT.formatted("api.anthropic.com"))).contains("model route");
            assertThat(door.ask("CONNECT any.example:22 HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .contains("not-on-allow-list");
            assertThat(door.ask(CONNECT.formatted("203.0.113.7"))).contains("ip-address");
            assertThat(door.dialled).isEmpty();
        }
    }

    @Test
    void aProbeSaysWhatADoorWouldDoAndDialsNothing() {
        try (TestDoor door = new TestDoor()) {
            door.names.put("pypi.org", List.of(TestDoor.PUBLIC));
            door.names.put("inside.example", List.of("10.0.0.7"));
            AllowList list =
                    AllowList.parse(List.of("packages", "inside.example", "gone.example"), List.of("npm.jsr.io"));
            Gateway.Probe good = door.gateway.probe(list, "PyPI.org", 443);
            assertThat(good.decision()).isEqualTo(Decision.ALLOW);
            assertThat(good.rule()).isEqualTo("packages/pypi.org:443");
            assertThat(good.addresses()).hasSize(1);
            assertThat(door.gateway.probe(list, "pypi.org", 22).rule()).isEqualTo("not-on-allow-list");
            assertThat(door.gateway.probe(list, "inside.example", 443))
                    .returns("private-address", Gateway.Probe::rule)
                    .satisfies(probe -> assertThat(probe.addresses()).hasSize(1));
            assertThat(door.gateway.probe(list, "gone.example", 443).rule()).isEqualTo("no-address");
            assertThat(door.gateway.probe(list, "npm.jsr.io", 443))
                    .returns("denied", Gateway.Probe::rule)
                    .satisfies(probe -> assertThat(probe.why()).contains("npm.jsr.io"));
            assertThat(door.gateway.probe(list, "10.0.0.7", 443).rule()).isEqualTo("ip-address");
            assertThat(door.dialled).isEmpty();
        }
    }
}
