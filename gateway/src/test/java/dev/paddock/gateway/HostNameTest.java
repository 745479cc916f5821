package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> label = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .ofMinLength(1)
                .ofMaxLength(20);
        return label.list().ofMinSize(1).ofMaxSize(6).map(l -> String.join(".", l));
    }

    @Property
    void aNameIsReadInLowerCaseWithoutItsTrailingDot(@ForAll("names") String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        assertThat(HostName.parse(name).text()).isEqualTo(lower);
        assertThat(HostName.parse(name + ".").text()).isEqualTo(lower);
        assertThatThrownBy(() -> HostName.parse(name + "..")).isInstanceOf(RefusedException.class);
    }

    @Property
    void anyTextIsEitherRefusedOrPlain(@ForAll String text) {
        try {
            assertThat(HostName.parse(text).text()).matches("[a-z0-9-]+(\\.[a-z0-9-]+)*");
        } catch (RefusedException e) {
            assertThat(e.refusal()).isIn(Refusal.BAD_HOST, Refusal.IP_ADDRESS);
        }
    }

    @Property
    @net.jqwik.api.Tag("attack-29")
    void everySpellingOfAnIpv4AddressIsRefused(@ForAll int address, @ForAll @IntRange(min = 0, max = 5) int form) {
        long value = address & 0xffffffffL;
        int a = (int) (value >> 24);
        long rest = value & 0xffffff;
        String spelled = switch (form) {
            case 0 -> Long.toString(value);
            case 1 -> "0x" + Long.toHexString(value);
            case 2 -> "0" + Long.toOctalString(value);
            case 3 -> a + "." + rest;
            case 4 -> "0x" + Integer.toHexString(a) + ".0X" + Long.toHexString(rest);
            default -> a + "." + (value >> 16 & 255) + "." + (value >> 8 & 255) + "." + (value & 255) + ".";
        };
        assertThatThrownBy(() -> HostName.parse(spelled))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.IP_ADDRESS));
    }

    @Property
    @net.jqwik.api.Tag("attack-34")
    void aLookalikeNeverMatchesARule(@ForAll("names") String before, @ForAll("names") String after) {
        AllowList list = AllowList.parse(List.of("allowed.example", "*.wild.example"));
        assertThat(list.lookup(before + "allowed.example", 443)).isEmpty();
        assertThat(list.lookup("allowed.example." + after + "x", 443)).isEmpty();
        assertThat(list.lookup(before + "-wild.example", 443)).isEmpty();
        assertThat(list.lookup(before + ".wild.example", 443)).hasValue("*.wild.example:443");
    }

    @ParameterizedTest
    @Tag("E2")
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.com",
                "*:443",
                "1.2.3.4",
                "1.2.3.4:443",
                "[::1]:443",
                "a_b.example",
                "-a.example",
                "a..example",
                "a.example:0",
                "a.example:99999",
                "a.example:x",
                "http://a.example",
                "a.example/x",
                "*.*.example",
                "a.*.example",
                "u@a.example",
                "a.example%",
                "\u00e4.example",
                "api.anthropic.com",
                "API.OpenAI.com.:443",
                "eu.api.openai.com",
                "chatgpt.com",
                "generativelanguage.googleapis.com",
                "*.api.anthropic.com"
            })
    void aRuleThatIsNeitherFormIsRefusedWithAReason(String rule) {
        assertThatThrownBy(() -> AllowList.parse(List.of("good.example", rule)))
                .isInstanceOf(AllowRuleException.class)
                .hasMessageContaining("'" + rule + "'");
    }

    @Test
    @Tag("E2")
    void rulesAreExactHostsOrStrictSubdomainsWithAPort() {
        AllowList list = AllowList.parse(List.of("A.Example.", "b.example:8443", "*.Wild.example", "*.anthropic.com"));
        assertThat(list.rules())
                .containsExactly("a.example:443", "b.example:8443", "*.wild.example:443", "*.anthropic.com:443");
        assertThat(list.lookup("a.example", 443)).hasValue("a.example:443");
        assertThat(list.lookup("A.EXAMPLE.", 443)).hasValue("a.example:443");
        assertThat(list.lookup("a.example", 80)).isEmpty();
        assertThat(list.lookup("sub.a.example", 443)).isEmpty();
        assertThat(list.lookup("b.example", 443)).isEmpty();
        assertThat(list.lookup("b.example", 8443)).isPresent();
        assertThat(list.lookup("x.y.wild.example", 443)).isPresent();
        assertThat(list.lookup("wild.example", 443)).isEmpty();
        assertThat(list.lookup("docs.anthropic.com", 443)).isPresent();
        assertThat(list.lookup("api.anthropic.com", 443)).isEmpty();
        assertThat(AllowList.none().lookup("a.example", 443)).isEmpty();
    }
}
