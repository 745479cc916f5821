package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small things that text goes through. */
class TextTest {
    @Test
    void cutsAtTheTerminalsWidthCountingWideCharactersTwice() {
        assertThat(Width.of("abc漢字é")).isEqualTo(8);
        assertThat(Width.fit("漢字漢字", 5)).isEqualTo("漢字…");
        assertThat(Width.pad("漢", 4)).isEqualTo("漢  ");
        assertThat(Width.fit("abc", 3)).isEqualTo("abc");
        assertThat(Width.fit("abc", 0)).isEmpty();
    }

    @Test
    void breaksLinesAtBlanksAndKeepsLongWordsWhole() {
        assertThat(Width.wrap("one two  three", 7)).containsExactly("one two", "three");
        assertThat(Width.wrap("a/path/that/is/long b", 6)).containsExactly("a/path/that/is/long", "b");
        assertThat(Width.wrap("漢字 漢字", 5)).containsExactly("漢字", "漢字");
        assertThat(Width.wrap(new Style(true).red("one two") + " x", 9))
                .containsExactly("\u001b[31mone two\u001b[0m x");
        assertThat(Width.wrap("one  two", Integer.MAX_VALUE)).containsExactly("one  two");
        assertThat(Width.wrap("", 5)).containsExactly("");
    }

    @Test
    void readsTheTerminalsSize() {
        assertThat(Terminal.parse("50 132\n")).isEqualTo(new Terminal.Size(132, 50));
        assertThat(Terminal.parse("0 0")).isEqualTo(Terminal.USUAL);
        assertThat(Terminal.parse("")).isEqualTo(Terminal.USUAL);
        assertThat(Terminal.parse("x y")).isEqualTo(Terminal.USUAL);
    }

    @Test
    void writesFiguresAsPeopleReadThem() {
        assertThat(List.of(Format.count(999), Format.count(1234), Format.count(18_400), Format.count(999_999)))
                .containsExactly("999", "1.2k", "18k", "1.0M");
        assertThat(Format.cost(0.04123)).isEqualTo("$0.0412");
        assertThat(Format.cost(12.5)).isEqualTo("$12.50");
        assertThat(Format.elapsed(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
        assertThat(Format.elapsed(Duration.ofSeconds(7))).isEqualTo("0:07");
        assertThat(Format.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Format.bytes(64L << 20)).isEqualTo("64 MiB");
        assertThat(Format.many(1, "file")).isEqualTo("1 file");
    }

    @Test
    void suggestsWhatIsNear() {
        assertThat(Suggestions.near("lsit", List.of("list", "logs", "run"))).containsExactly("list");
        assertThat(Suggestions.near("fix-logn", List.of("fix-login", "fix-logout")))
                .contains("fix-login");
        assertThat(Suggestions.near("zzz", List.of("list", "logs"))).isEmpty();
    }

    @Test
    void readsServerSentEvents() throws IOException {
        String stream =
                ": hello\n\nid: 7\r\nevent: text\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\nid: 8\ndata:x\n\ndata: unfinished";
        try (SseReader reader = new SseReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)))) {
            assertThat(reader.next()).isEqualTo(new SseReader.Message("7", "{\"a\":\n1}"));
            assertThat(reader.next()).isEqualTo(new SseReader.Message("8", "x"));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void coloursAPatchAndNamesWhatHidesInIt() {
        String patch = "diff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b\u202e\u001b]52;c;x\u0007\n";
        assertThat(Patch.show(patch, new Style(false)))
                .containsExactly("diff --git a/x b/x", "@@ -1 +1 @@", "-a", "+b<U+202E>␛]52;c;x␇");
        assertThat(Patch.show(patch, new Style(true))).contains("\u001b[31m-a\u001b[0m");
    }

    @Test
    void readsTheVersionFromTheNameOfItsJar() {
        assertThat(Version.named("/a/lib/jackson-core-3.jar:/a/lib/paddock-cli-0.1.0.jar:/a/x.jar"))
                .isEqualTo("0.1.0");
        assertThat(Version.named("/a/cli/target/classes")).isNull();
    }
}
