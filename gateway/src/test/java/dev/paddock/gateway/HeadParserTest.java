package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Tag("attack-41")
class HeadParserTest {
    private static Input input(byte[] bytes, int step) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new Input((into, offset, length) -> in.read(into, offset, Math.min(step, length)));
    }

    private static String read(byte[] bytes, int step) throws IOException {
        try {
            byte[] head = input(bytes, step).head(4096, false);
            return head == null ? "nothing" : HeadParser.request(head, 20).toString();
        } catch (RefusedException e) {
            return e.refusal() + e.detail();
        } catch (EOFException e) {
            return "cut off";
        }
    }

    @Provide
    Arbitrary<String> almostHttp() {
        Arbitrary<String> piece = Arbitraries.of(
                "GET ",
                "POST ",
                "CONNECT ",
                "/",
                "http://a.example/",
                "a.example:443",
                " HTTP/1.1",
                " HTTP/1.0",
                "\r\n",
                "\r\n\r\n",
                "\n",
                "\r",
                " ",
                "\t",
                ":",
                "Host: a\r\n",
                "Content-Length: 5\r\n",
                "Content-Length:",
                "Transfer-Encoding: chunked\r\n",
                "chunked",
                "X: y\r\n",
                "\u0000",
                "\u007f",
                "\u00e9",
                "5",
                ",");
        return piece.list().ofMaxSize(14).map(l -> String.join("", l));
    }

    @Property(tries = 1500)
    void theOutcomeDoesNotDependOnHowTheBytesArrive(
            @ForAll("almostHttp") String text, @ForAll @IntRange(min = 1, max = 7) int step) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(bytes, step)).isEqualTo(read(bytes, 4096));
    }

    @Property(tries = 1500)
    void whatIsAcceptedIsUnambiguous(@ForAll("almostHttp") String text) throws IOException {
        byte[] bytes = ("GET / HTTP/1.1\r\nHost: a\r\n" + text + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        RequestHead head;
        try {
            byte[] raw = Objects.requireNonNull(input(bytes, 4096).head(4096, false));
            head = HeadParser.request(raw, 20);
        } catch (RefusedException e) {
            return;
        }
        assertThat(head.headers().all("host")).hasSize(1);
        assertThat(head.headers().has("content-length") && head.headers().has("transfer-encoding"))
                .isFalse();
        assertThat(head.headers().all("content-length").size()).isLessThan(2);
        assertThat(head.headers().fields())
                .allSatisfy(f -> assertThat(f.name() + f.value()).doesNotContainPattern("[\r\n\u0000\u007f]"));
    }

    @Property(tries = 1000)
    void randomBytesNeverDoMoreThanBeingRefused(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
        assertThat(read(bytes, 16)).isNotEmpty();
    }

    @Provide
    Arbitrary<List<Header>> headers() {
        Arbitrary<String> name = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("-_!~")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(s -> "x-" + s);
        Arbitrary<String> value = Arbitraries.strings().withCharRange('!', '~').ofMaxLength(30);
        return Combinators.combine(name, value).as(Header::new).list().ofMaxSize(15);
    }

    @Property
    void everyProperHeadIsReadAsItIsWritten(@ForAll("headers") List<Header> headers) throws IOException {
        StringBuilder text = new StringBuilder("POST /a?b HTTP/1.1\r\nhost: h\r\n");
        headers.forEach(h -> text.append(h.name()).append(':').append(h.value()).append(" \r\n"));
        byte[] bytes = text.append("\r\nrest").toString().getBytes(StandardCharsets.ISO_8859_1);
        Input input = input(bytes, 11);
        byte[] raw = Objects.requireNonNull(input.head(4096, false));
        RequestHead head = HeadParser.request(raw, 20);
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/a?b");
        assertThat(head.headers().fields().subList(1, headers.size() + 1)).isEqualTo(headers);
        byte[] rest = new byte[4];
        input.readFully(rest, 0, 4);
        assertThat(rest).isEqualTo("rest".getBytes(StandardCharsets.US_ASCII));
    }

    @Property
    void aChunkedBodyIsReadAsItWasWritten(
            @ForAll @Size(max = 8) List<@Size(min = 1, max = 40) String> chunks,
            @ForAll @IntRange(min = 1, max = 9) int step)
            throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (String chunk : chunks) {
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0) {
                wire.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                wire.writeBytes(bytes);
                wire.writeBytes(new byte[] {'\r', '\n'});
                plain.writeBytes(bytes);
            }
        }
        wire.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Body body = new Body(input(wire.toByteArray(), step), new Framing.Chunked(), true);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[13];
        for (int n = body.read(buffer, 0, 13); n >= 0; n = body.read(buffer, 0, 13)) {
            read.write(buffer, 0, n);
        }
        assertThat(read.toByteArray()).isEqualTo(plain.toByteArray());
        assertThat(body.done()).isTrue();
    }

    @Property
    void aBrokenChunkedBodyIsRefusedOrCutOff(@ForAll("almostChunks") String text) throws IOException {
        Body body = new Body(input(text.getBytes(StandardCharsets.ISO_8859_1), 5), new Framing.Chunked(), true);
        byte[] buffer = new byte[64];
        try {
            while (body.read(buffer, 0, 64) >= 0) {
                assertThat(body.done()).isFalse();
            }
            assertThat(text).contains("0\r\n\r\n");
        } catch (RefusedException e) {
            assertThat(e.refusal()).isEqualTo(Refusal.BAD_FRAMING);
        } catch (EOFException e) {
            assertThat(body.done()).isFalse();
        }
    }

    @Provide
    Arbitrary<String> almostChunks() {
        return Arbitraries.of(
                        "0\r\n\r\n",
                        "1\r\na\r\n",
                        "1\na\n",
                        "0",
                        "\r\n",
                        "fffffffff",
                        "2;x\r\nab\r\n",
                        "-1",
                        "a: b\r\n")
                .list()
                .ofMaxSize(5)
                .map(l -> String.join("", l));
    }
}
