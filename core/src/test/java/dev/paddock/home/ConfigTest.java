package dev.paddock.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("V10")
class ConfigTest {
    private static final String YAML = """
            # Mine.
            port: 8123   # chosen by lot

            limits:
              memory: 2g # enough
            egress:
              allow:
                - packages
                - "*.example.org"
            # The end.
            """;

    @TempDir
    Path directory;

    private Config config(String yaml, Map<String, String> environment) throws IOException {
        Files.writeString(directory.resolve("config.yaml"), yaml);
        return new Config(directory.resolve("config.yaml"), environment);
    }

    private String text() throws IOException {
        return Files.readString(directory.resolve("config.yaml"));
    }

    @Test
    void saysWhereEachValueComesFrom() throws IOException {
        Config config = config(YAML, Map.of("PADDOCK_LIMITS_MEMORY", "8g"));
        assertThat(config.item("port"))
                .returns("8123", Config.Item::value)
                .returns(Config.Source.FILE, Config.Item::source)
                .satisfies(item -> assertThat(item.where()).endsWith("config.yaml line 2"));
        assertThat(config.item("limits.memory"))
                .returns("8g", Config.Item::value)
                .returns("PADDOCK_LIMITS_MEMORY", Config.Item::where)
                .returns("4g", Config.Item::fallback);
        assertThat(config.item("warm"))
                .returns("5m", Config.Item::value)
                .returns(Config.Source.DEFAULT, Config.Item::source);
        assertThat(config.item("egress.allow").value()).isEqualTo("packages, *.example.org");
        assertThatThrownBy(() -> config.item("prot"))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("port");
    }

    @Test
    void writesOneSettingAndLeavesTheRestAsItIs() throws IOException {
        Config config = config(YAML, Map.of());
        config.set("port", "0");
        config.set("limits.memory", "3g");
        config.set("egress.allow", "git-hosts, a.example:8443");
        assertThat(config.set("runs.max", "4").value()).isEqualTo("4");
        assertThat(text()).isEqualTo("""
                # Mine.
                port: 0 # chosen by lot

                limits:
                  memory: 3g # enough
                egress:
                  allow: [git-hosts, "a.example:8443"]
                # The end.
                runs.max: 4
                """);
        assertThat(config.unset("limits.memory").value()).isEqualTo("4g");
        config.unset("runs.max");
        config.set("egress.allow", "none");
        assertThat(config.item("egress.allow").value()).isEmpty();
        assertThat(Settings.read(directory.resolve("config.yaml"), Map.of()).port())
                .isZero();
        assertThat(Settings.read(directory.resolve("config.yaml"), Map.of()).allow())
                .isEmpty();
        assertThat(text()).contains("# Mine.", "# The end.").doesNotContain("memory", "runs.max");
    }

    @Test
    void checksBeforeItWrites() throws IOException {
        Config config = config(YAML, Map.of());
        for (String[] wrong : new String[][] {
            {"port", "many"}, {"egress.allow", "pakages"}, {"log.level", "loud"}, {"agent", "a\nport: 1"}
        }) {
            assertThatThrownBy(() -> config.set(wrong[0], wrong[1]))
                    .isInstanceOf(PaddockException.class)
                    .hasMessageContaining("nothing was written")
                    .hasMessageContaining(wrong[0]);
        }
        assertThat(text()).isEqualTo(YAML);
        assertThat(directory).isDirectoryContaining("glob:**config.yaml").isDirectoryNotContaining("glob:**.new");
        Config flow = config("limits: {memory: 2g}\n", Map.of());
        assertThatThrownBy(() -> flow.set("limits.memory", "3g")).hasMessageContaining("by hand");
        assertThat(new Config(directory.resolve("none.yaml"), Map.of())
                        .set("port", "1")
                        .value())
                .isEqualTo("1");
    }

    @Test
    void theDocumentationListsEverySettingAndNoOther() throws IOException {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        TreeSet<String> documented = new TreeSet<>();
        var rows = Pattern.compile("^\\| `([a-z.-]+)` \\| `(PADDOCK_[A-Z_]+)`", Pattern.MULTILINE)
                .matcher(page);
        while (rows.find()) {
            documented.add(rows.group(1) + " " + rows.group(2));
        }
        List<String> known = new Config(directory.resolve("none.yaml"), Map.of())
                .items().stream()
                        // Projects' own have a page of their own.
                        .filter(item -> !item.key().startsWith("environment."))
                        .map(item -> item.key() + " " + item.variable())
                        .toList();
        assertThat(documented).containsExactlyElementsOf(known);
    }
}
