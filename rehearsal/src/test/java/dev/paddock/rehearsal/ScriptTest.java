package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A8")
class ScriptTest {
    @ParameterizedTest
    @ValueSource(strings = {"demo", "default"})
    void builtinScriptsAreValid(String name) {
        assertThat(Script.builtin(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    steps: [{text: a}]                                          | 1 | needs the field 'version'
                    version: 2                                                  | 1 | version: must be 1
                    version: 1;steps: [{txt: a}]                                | 2 | steps[0].txt: unknown field
                    version: 1;steps:;- text: a;- {text: b, delay: 3 h}         | 4 | steps[1].delay: must be a time
                    version: 1;steps: []                                        | 2 | steps: must be a list
                    version: 1;steps:;- text: '{{gaol}}'                        | 3 | unknown placeholder {{gaol}}
                    version: 1;steps:;- text: a;  text: b                       | 4 | given twice
                    version: 1;steps:;- delay: 1s                               | 3 | says nothing
                    version: 1;dialogues:;- when: '(';  steps: [{text: a}]      | 3 | not a regular expression
                    version: 1;steps:;- tool: Bash;  input: ls                  | 4 | steps[0].input: must be a mapping
                    version: 1;steps: [                                         | 2 | not YAML
                    """)
    void namesLineAndFieldOfAMistake(String yaml, int line, String problem) {
        assertThatThrownBy(() -> Script.parse(yaml.replace(";", "\n")))
                .isInstanceOfSatisfying(
                        ScriptException.class,
                        e -> assertThat(e.line()).as(e.getMessage()).isEqualTo(line))
                .hasMessageContaining(problem);
    }

    @Test
    void refusesAnEmptyOrHugeScript() {
        assertThatThrownBy(() -> Script.parse("")).isInstanceOf(ScriptException.class);
        assertThatThrownBy(() -> Script.parse("#".repeat((1 << 20) + 1))).hasMessageContaining("1 MiB");
        assertThatThrownBy(() -> Script.builtin("other")).hasMessageContaining("demo");
    }
}
