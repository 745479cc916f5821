package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A2")
class AgentFileReaderTest {
    private static final String LEAST = "name: x\nprotocol: command\ncommand: [sh]\n";

    @Test
    void readsEveryField() {
        AgentFile file = AgentFileReader.read("x.yaml", """
                name: my-agent
                description: Mine
                protocol: acp
                command: [node, "{{agent}}/main.js", "{{goal}}"]
                commands: {mine: ["{{agent}}/mine", --fast]}
                env: {A_B: "{{address.anthropic}}", N: 1}
                models: [{route: anthropic, address: BASE, key: KEY}]
                files: {.config/x.toml: "url = {{address.anthropic}}"}
                install: {npm: {lock: mine/package-lock.json}}
                modes: {ask: default, bypass: yolo}
                leaveOut: []
                needs: [node]
                """);
        assertThat(file)
                .isEqualTo(new AgentFile(
                        "my-agent",
                        "Mine",
                        AgentFile.Protocol.ACP,
                        List.of("node", "{{agent}}/main.js", "{{goal}}"),
                        Map.of("mine", List.of("{{agent}}/mine", "--fast")),
                        Map.of("A_B", "{{address.anthropic}}", "N", "1"),
                        List.of(new AgentFile.Model("anthropic", "BASE", "KEY")),
                        Map.of(".config/x.toml", "url = {{address.anthropic}}"),
                        new AgentFile.Npm("mine/package-lock.json"),
                        Map.of("ask", "default", "bypass", "yolo"),
                        List.of(),
                        List.of(AgentFile.Toolchain.NODE)));
    }

    @Test
    void leavesOutAgentConfigurationUnlessToldOtherwise() {
        assertThat(AgentFileReader.read("x.yaml", LEAST).leaveOut()).containsExactly(".claude", ".codex", ".gemini");
    }

    @Test
    void takesTheOneModeOfOlderFilesForBypass() {
        assertThat(AgentFileReader.read("x.yaml", LEAST + "mode: yolo\n").modes())
                .isEqualTo(Map.of("bypass", "yolo"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour: red | colour is not known",
                "name: X | name must be",
                "name: ../x | name must be",
                "protocol: tcp | protocol must be acp or command",
                "command: sh | command must be a list",
                "command: [] | command must name a program",
                "command: ['{{secret}}'] | command has {{secret}}",
                "env: {'A=B': x} | env.A=B is no name",
                "env: {http_proxy: x} | env.http_proxy is set by the server",
                "env: {A: [1]} | env.A must be a text",
                "files: {../x: y} | files.../x must be a path inside the home",
                "files: {/etc/x: y} | files./etc/x must be",
                "models: [{rout: x}] | models[0].rout is not known",
                "models: [{address: X}] | models[0].route is missing",
                "install: {pip: x} | install.pip is not known",
                "install: {npm: {lock: /x/package-lock.json}} | install.npm.lock must be",
                "needs: [cobol] | needs has cobol",
                "leaveOut: [/] | leaveOut has /",
                "commands: {../x: [y]} | commands.../x is no name",
                "commands: {x: []} | commands.x must name a program",
                "commands: {x: ['{{goal}}']} | commands.x has {{goal}}",
                "modes: {brave: x} | modes.brave is not known",
            })
    void namesFileAndFieldOfWhatIsWrong(String line, String words) {
        String field = line.substring(0, line.indexOf(':'));
        String rest =
                LEAST.lines().filter(known -> !known.startsWith(field + ":")).reduce("", (a, b) -> a + b + "\n");
        assertThatThrownBy(() -> AgentFileReader.read("dir/x.yaml", rest + line + "\n"))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID))
                .hasMessageContaining("dir/x.yaml")
                .hasMessageContaining(words);
    }

    @Test
    void refusesWhatIsNoYaml() {
        for (String text : List.of("", "[1]", "a: b: c", "name: x\nname: y\n", "x".repeat(300_000), "\t")) {
            assertThatThrownBy(() -> AgentFileReader.read("x.yaml", text)).isInstanceOf(PaddockException.class);
        }
    }
}
