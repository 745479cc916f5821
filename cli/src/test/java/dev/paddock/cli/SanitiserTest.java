package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SanitiserTest {
    private static final String ESC = "\u001b";

    @Property
    @net.jqwik.api.Tag("attack-83")
    void letsNothingThroughThatATerminalActsOn(@ForAll String text) {
        assertThat(Sanitiser.text(text).codePoints())
                .allMatch(c -> c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f && !Sanitiser.isHidden(c)));
        assertThat(Sanitiser.line(text).codePoints()).noneMatch(c -> c < 0x20);
    }

    @Property
    void changesNothingTheSecondTime(@ForAll String text) {
        String once = Sanitiser.text(text);
        assertThat(Sanitiser.text(once)).isEqualTo(once);
    }

    @Property
    void keepsPrintableAscii(@ForAll @net.jqwik.api.constraints.CharRange(from = ' ', to = '~') String text) {
        assertThat(Sanitiser.line(text)).isEqualTo(text);
    }

    @Test
    @Tag("attack-83")
    void showsClipboardAndTitleSequencesInsteadOfSendingThem() {
        assertThat(Sanitiser.line(ESC + "]52;c;ZXZpbA==\u0007")).isEqualTo("␛]52;c;ZXZpbA==␇");
        assertThat(Sanitiser.line(ESC + "]8;;http://evil" + ESC + "\\link")).startsWith("␛]8;;");
        assertThat(Sanitiser.line("\u009b21t\u009d0;x\u009c")).isEqualTo("<U+009B>21t<U+009D>0;x<U+009C>");
        assertThat(Sanitiser.line(ESC + "[21t title")).isEqualTo(" title");
    }

    @Test
    @Tag("attack-83")
    void dropsColoursAndBoundsGiantSequences() {
        assertThat(Sanitiser.line(ESC + "[31mred" + ESC + "[0m")).isEqualTo("red");
        assertThat(Sanitiser.line(ESC + "[" + "1;".repeat(5000) + "m")).startsWith("␛[1;1;");
        assertThat(Sanitiser.text("a\r\nb\rc")).isEqualTo("a\nb␍c");
    }

    @Test
    @Tag("attack-84")
    void namesDirectionChangesAndInvisibleCharacters() {
        assertThat(Sanitiser.line("rm \u202egpj.\u202c \u200bx\u2066y\ufeffz\u00adw\ud83d\udd25"))
                .isEqualTo("rm <U+202E>gpj.<U+202C> <U+200B>x<U+2066>y<U+FEFF>z<U+00AD>w\ud83d\udd25");
        assertThat(Sanitiser.line("\ud83e")).isEqualTo("\ufffd");
        assertThat(Sanitiser.line("a\u2028b")).isEqualTo("a<U+2028>b");
        assertThat(Sanitiser.line("größe 漢字 ✓")).isEqualTo("größe 漢字 ✓");
    }

    @Test
    @Tag("attack-84")
    void escapesHiddenCharactersInJsonWithoutChangingItsValue() {
        String json = "{\"a\":\"x\u202ey\u009b\udb40\udc41\"}";
        String shown = Json.printable(json);
        assertThat(shown).isEqualTo("{\"a\":\"x\\u202ey\\u009b\\udb40\\udc41\"}");
        assertThat(Json.parse(shown)).isEqualTo(Json.parse(json));
    }
}
