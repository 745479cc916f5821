package dev.paddock.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("S15")
class SecretsTest {
    private static final String KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqh/kiG9w0\n-----END KEY-----";

    @TempDir
    private Path directory;

    @Test
    void keepsThemForTheServersUserAloneAndFindsThemAgain() throws Exception {
        Secrets secrets = new Secrets(directory.resolve("projects"));
        assertThat(secrets.needed("p1")).isFalse();
        secrets.set("p1", "TOKEN", "abcdefgh1234");
        Path file = directory.resolve("projects/p1.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Secrets again = new Secrets(directory.resolve("projects"));
        assertThat(again.of("p1")).isEqualTo(Map.of("TOKEN", "abcdefgh1234"));
        assertThat(again.of("p2")).isEmpty();
        assertThat(again.text("p1", "Bearer abcdefgh1234!")).isEqualTo("Bearer \u2039TOKEN\u203a!");
        assertThat(again.text("p2", "Bearer abcdefgh1234!")).contains("abcdefgh1234");
        assertThat(again.remove("p1", "TOKEN")).isTrue();
        assertThat(again.text("p1", "abcdefgh1234"))
                .as("a live run still has it")
                .isEqualTo("\u2039TOKEN\u203a");
        assertThatThrownBy(() -> again.set("p1", "TOKEN", "1234567")).isInstanceOf(PaddockException.class);
        assertThatThrownBy(() -> again.set("p1", "PATH", "1234567890")).isInstanceOf(PaddockException.class);
    }

    @Test
    void findsEncodedFormsAndSingleLines() {
        Secrets secrets = new Secrets(directory.resolve("projects"));
        secrets.set("p1", "QUOTED", "say \"hello\" & go");
        secrets.set("p1", "KEY", KEY);
        assertThat(secrets.text("p1", "{\"a\":\"say \\\"hello\\\" & go\"}")).contains("\u2039QUOTED\u203a");
        assertThat(secrets.text("p1", "?q=say+%22hello%22+%26+go")).contains("\u2039QUOTED\u203a");
        assertThat(secrets.text("p1", "c2F5ICJoZWxsbyIgJiBnbw")).contains("\u2039QUOTED\u203a");
        assertThat(secrets.text("p1", KEY)).isEqualTo("\u2039KEY\u203a");
        assertThat(secrets.text("p1", "  MIIEvQIBADANBgkqh/kiG9w0\n")).contains("\u2039KEY\u203a");
    }

    @Test
    void aSecretThatComesInPiecesIsFoundInAStream() throws Exception {
        Secrets secrets = new Secrets(directory.resolve("projects"));
        secrets.set("p1", "TOKEN", "abcdefgh\u00e4\u00f61234");
        byte[] bytes = "x abcdef abcdefgh\u00e4\u00f61234 y abcdefg".getBytes(StandardCharsets.UTF_8);
        for (int piece = 1; piece < 9; piece++) {
            int size = piece;
            InputStream dripping = new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read(byte[] to, int offset, int length) {
                    return super.read(to, offset, Math.min(length, size));
                }
            };
            try (RedactedStream stream = new RedactedStream(dripping, secrets.needles("p1"))) {
                assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("x abcdef \u2039TOKEN\u203a y abcdefg");
            }
        }
    }
}
