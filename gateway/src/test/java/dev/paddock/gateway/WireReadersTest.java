package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is read out of bytes on their way: ClientHello, secrets, usage. */
class WireReadersTest {
    private static final String SECRET = "sk-ant-sk-ant-api03-secret";

    private static byte[] hello() throws SSLException {
        SSLEngine engine = TestTls.context().createSSLEngine("allowed.example", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("Allowed.Example")));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static Input input(byte[] bytes) {
        return new Input(new ByteArrayInputStream(bytes)::read);
    }

    /** The same message in records of at most {@code size} bytes. */
    private static byte[] split(byte[] record, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 5; i < record.length; i += size) {
            int n = Math.min(size, record.length - i);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (n >> 8), (byte) n});
            out.write(record, i, n);
        }
        return out.toByteArray();
    }

    @Property(tries = 50)
    @net.jqwik.api.Tag("attack-38")
    void theServerNameIsFoundHoweverTheHandshakeIsSplit(@ForAll @IntRange(min = 12, max = 700) int size)
            throws IOException {
        byte[] split = split(hello(), size);
        ClientHello hello = ClientHello.read(input(split));
        assertThat(hello.serverName()).isEqualTo("allowed.example");
        assertThat(hello.records()).isEqualTo(split);
    }

    @Property(tries = 300)
    @net.jqwik.api.Tag("attack-42")
    void aDamagedHandshakeIsRefusedOrReadButNeverBreaksAnything(
            @ForAll @IntRange(min = 0, max = 400) int at, @ForAll byte value) throws IOException {
        byte[] bytes = hello();
        bytes[at % bytes.length] = value;
        try {
            assertThat(ClientHello.read(input(bytes)).records()).isNotEmpty();
        } catch (RefusedException e) {
            assertThat(e.refusal()).isEqualTo(Refusal.NOT_TLS);
        } catch (EOFException e) {
            assertThat(e).isNotNull();
        }
    }

    @Property(tries = 200)
    @net.jqwik.api.Tag("attack-53")
    void aSecretIsBlottedOutWhereverTheStreamIsCut(
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 40) Integer> cuts,
            @ForAll @IntRange(min = 0, max = 20) int before) {
        String text = "x".repeat(before) + "sk-ant-" + SECRET + "sk-a" + SECRET + SECRET + "sk-ant-sk";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Redactor redactor = new Redactor(List.of(SECRET));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        for (int cut : cuts) {
            int n = Math.min(cut, bytes.length - from);
            out.writeBytes(redactor.accept(bytes, from, n));
            from += n;
        }
        out.writeBytes(redactor.accept(bytes, from, bytes.length - from));
        out.writeBytes(redactor.end());
        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo(text.replace(SECRET, "*".repeat(SECRET.length())));
    }

    @Property(tries = 200)
    @net.jqwik.api.Tag("E8")
    void usageIsReadHoweverTheStreamIsCut(@ForAll @IntRange(min = 1, max = 50) int step) {
        String text = """
                event: message_start\r
                data: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":9,"output_tokens":1}}}\r
                \r
                event: content_block_delta
                data: {"type":"content_block_delta","delta":{"text":"\\"message_start\\" \\"output_tokens\\":999"}}

                data: {"type":"message_delta","usage":{"output_tokens":5,"input_tokens":null,"cache_read_input_tokens":-4}}

                data: not json "message_delta"

                data: {"type":"message_stop"}

                """;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AnthropicMeter meter = new AnthropicMeter();
        meter.begin(200, "text/event-stream; charset=utf-8");
        for (int i = 0; i < bytes.length; i += step) {
            meter.accept(bytes, i, Math.min(step, bytes.length - i));
        }
        meter.end();
        assertThat(meter.tokens()).isEqualTo(new UsageMeter.Tokens("m", 9, 5, 0, 0, 0, true));
    }

    @Test
    @Tag("E8")
    void aWholeAnswerThatIsNoJsonHasNoUsage() {
        AnthropicMeter meter = new AnthropicMeter();
        meter.begin(500, "text/html");
        meter.accept("<html>".getBytes(StandardCharsets.UTF_8), 0, 6);
        meter.end();
        assertThat(meter.tokens()).isEqualTo(new UsageMeter.Tokens("", 0, 0, 0, 0, 0, false));
    }

    @Property(tries = 200)
    void theModelOfARequestIsFoundHoweverItIsCut(@ForAll @IntRange(min = 1, max = 30) int step) {
        byte[] body =
                "{\"messages\":[{\"model\":\"no\",\"x\":[1,{}]}],\"a\":{\"model\":\"no\"},\"model\":\"yes\",\"b\":1}"
                        .getBytes(StandardCharsets.UTF_8);
        ModelName name = new ModelName();
        for (int i = 0; i < body.length; i += step) {
            name.accept(body, i, Math.min(step, body.length - i));
        }
        assertThat(name.name()).isEqualTo("yes");
    }

    @Test
    @Tag("E8")
    void pricesAreThoseOfTheModelNamedAndAbsentForUnknownOnes() {
        assertThat(cost("claude-sonnet-4-5-20250929", 1_000_000, 0)).isEqualTo(3_000_000);
        assertThat(cost("claude-sonnet-4-5", 0, 1_000_000)).isEqualTo(15_000_000);
        assertThat(cost("claude-opus-5-5[1m]", 1_000_000, 0)).isEqualTo(4_000_000);
        assertThat(cost("claude-haiku-5-5", 100_000, 0)).isEqualTo(10_000);
        assertThat(cost("claude-haiku-5-5", 200_000, 0)).isEqualTo(100_000);
        assertThat(cost("claude-opus-9", 1, 1)).isEqualTo(-1);
        assertThat(cost("claude-opus-5-9", 1, 1)).isEqualTo(-1);
        assertThat(cost("", 1, 1)).isEqualTo(-1);
    }

    @Test
    @Tag("E8")
    void aLongPromptAndALaterDayHaveTheirOwnPrices() {
        assertThat(cost("openai", "gpt-6.1-sol", "2026-11-22", 272_000, 0)).isEqualTo(544_000);
        assertThat(cost("openai", "gpt-6.1-sol", "2026-11-22", 272_001, 1_000_000))
                .isEqualTo(1_088_004 + 15_000_000);
        assertThat(cost("openai", "gpt-6.1-sol-2026-09-29", "2026-11-22", 1_000, 0))
                .isEqualTo(2_000);
        assertThat(cost("openai", "gpt-5.5", "2026-11-22", 272_001, 0)).isEqualTo(-1);
        assertThat(cost("gemini", "gemini-3.8-flash", "2026-12-31", 1_000_000, 0))
                .isEqualTo(750_000);
        assertThat(cost("gemini", "gemini-3.8-flash", "2027-01-01", 1_000_000, 0))
                .isEqualTo(1_500_000);
        assertThat(cost("gemini", "gemini-3.1-pro-preview", "2026-11-22", 200_001, 0))
                .isEqualTo(800_004);
        assertThat(cost("openai-compatible", "gpt-6.1-sol", "2026-11-22", 1, 1)).isEqualTo(-1);
        assertThat(cost("openai", "claude-opus-5-5", "2026-11-22", 1, 1)).isEqualTo(-1);
    }

    private static long cost(String model, long input, long output) {
        return cost("anthropic", model, "2026-11-22", input, output);
    }

    private static long cost(String vendor, String model, String day, long input, long output) {
        Instant time = Instant.parse(day + "T12:00:00Z");
        Usage usage = new Usage(1, time, vendor, model, input, output, 0, 0, 0, true, 200, Duration.ofSeconds(1), null);
        return Prices.list().microDollars(usage).orElse(-1);
    }
}
