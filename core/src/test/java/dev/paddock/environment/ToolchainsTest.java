package dev.paddock.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On homes and machines that were made up. */
@Tag("S14")
class ToolchainsTest {
    @TempDir
    private Path machine;

    private Path home() {
        return machine.resolve("home/ada");
    }

    private void file(String path, String content) {
        try {
            Path file = machine.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            file.toFile().setExecutable(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void programs(String... paths) {
        Arrays.stream(paths).forEach(path -> file(path, "#!/bin/sh\n"));
    }

    private List<Toolchain> find(Map<String, String> environment, String... off) {
        return new Toolchains(
                        new Places(machine, home(), environment),
                        List.of(off),
                        List.of(),
                        machine.resolve("srv/paddock"))
                .find();
    }

    private Toolchain only(String name, Map<String, String> environment) {
        return find(environment).stream()
                .filter(toolchain -> toolchain.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsEachManagerAndWhatItUses() throws IOException {
        programs(
                "home/ada/.nvm/versions/node/v9.1.0/bin/node",
                "home/ada/.nvm/versions/node/v22.3.0/bin/node",
                "home/ada/.nvm/versions/node/v20.1.0/bin/node",
                "home/ada/.local/share/fnm/node-versions/v18.0.0/installation/bin/node",
                "home/ada/.volta/tools/image/node/20.5.0/bin/node",
                "home/ada/.sdkman/candidates/java/21.0.1-tem/bin/java",
                "home/ada/.sdkman/candidates/java/17.0.9-tem/bin/java",
                "home/ada/.sdkman/candidates/maven/3.9.9/bin/mvn",
                "jdks/temurin-21/bin/java",
                "home/ada/.cargo/bin/cargo",
                "home/ada/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc",
                "home/ada/.pyenv/versions/3.9.1/bin/python",
                "home/ada/.pyenv/versions/3.12.4/bin/python",
                "home/ada/.local/bin/uv",
                "home/ada/.local/share/uv/python/cpython-3.13.0-linux/bin/python3.13",
                "home/ada/.local/share/mise/installs/node/21.0.0/bin/node",
                "home/ada/.asdf/installs/ruby/3.2.0/bin/ruby",
                "home/ada/.asdf/installs/ruby/3.3.0/bin/ruby",
                "home/ada/go/bin/gopls",
                "home/ada/sdk/go1.23.1/bin/go",
                "usr/local/go/bin/go",
                "opt/tool/bin/tool",
                "nix/store/abc-profile/bin/hello");
        file("home/ada/.nvm/alias/default", "20\n");
        file("home/ada/.rustup/settings.toml", "default_toolchain = \"stable-x86_64-unknown-linux-gnu\"\n");
        file("home/ada/.pyenv/version", "3.9.1\n");
        file("home/ada/.tool-versions", "ruby 3.2.0\n");
        file("home/ada/.jenv/version", "21\n");
        file("jdks/temurin-21/release", "JAVA_VERSION=\"21.0.5\"\n");
        Files.createDirectories(machine.resolve("home/ada/.jenv/versions"));
        Files.createSymbolicLink(machine.resolve("home/ada/.jenv/versions/21"), machine.resolve("jdks/temurin-21"));
        Files.createSymbolicLink(machine.resolve("home/ada/.sdkman/candidates/java/current"), Path.of("17.0.9-tem"));

        List<Toolchain> found = find(Map.of());
        assertThat(found)
                .extracting(toolchain -> toolchain.name() + ": " + toolchain.version())
                .contains(
                        "nvm: node 20.1.0",
                        "fnm: node 18.0.0",
                        "volta: node 20.5.0",
                        "sdkman: java 17.0.9-tem",
                        "sdkman: maven 3.9.9",
                        "jenv: java 21.0.5",
                        "rustup: stable-x86_64-unknown-linux-gnu",
                        "pyenv: python 3.9.1",
                        "uv: uv",
                        "mise: node 21.0.0",
                        "asdf: ruby 3.2.0",
                        "opt: tool",
                        "nix: store");
        assertThat(only("sdkman", Map.of()).variables())
                .containsEntry(
                        "JAVA_HOME",
                        home().resolve(".sdkman/candidates/java/17.0.9-tem").toString());
        assertThat(Toolchains.show(found).variables().get("PATH"))
                .startsWith(home().resolve(".nvm/versions/node/v20.1.0/bin") + ":")
                .contains(":/usr/local/bin:/usr/bin:/bin:")
                .endsWith(machine.resolve("opt/tool/bin").toString());
    }

    @Test
    void theVersionOnTheServersPathGoesBeforeTheManagersDefault() {
        programs("home/ada/.nvm/versions/node/v9.1.0/bin/node", "home/ada/.nvm/versions/node/v22.3.0/bin/node");
        file("home/ada/.nvm/alias/default", "lts/*\n");
        assertThat(only("nvm", Map.of()).version()).isEqualTo("node 22.3.0");
        String bin = home().resolve(".nvm/versions/node/v9.1.0/bin").toString();
        assertThat(only("nvm", Map.of("PATH", "/usr/bin:" + bin)).version()).isEqualTo("node 9.1.0");
    }

    @Test
    void showsNothingThatMayHoldACredential() {
        programs(
                "home/ada/.cargo/bin/cargo",
                "home/ada/.rustup/toolchains/stable/bin/rustc",
                "home/ada/.local/bin/uv",
                "home/ada/.local/bin/secret-tool",
                "home/ada/go/bin/gopls",
                "home/ada/.nvm/versions/node/v22.3.0/bin/node");
        for (String secret : List.of(
                ".cargo/credentials.toml",
                ".npmrc",
                ".m2/settings.xml",
                ".config/gh/hosts.yml",
                ".nvm/.npmrc",
                "go/secret")) {
            file("home/ada/" + secret, "token");
        }
        List<Path> shown = find(Map.of()).stream()
                .flatMap(toolchain -> toolchain.shown().stream())
                .toList();
        assertThat(shown)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(List.of(
                                ".cargo/credentials.toml",
                                ".npmrc",
                                ".m2/settings.xml",
                                ".config/gh/hosts.yml",
                                ".nvm/.npmrc",
                                "go/secret",
                                ".local/bin/secret-tool"))
                        .noneMatch(secret -> home().resolve(secret).startsWith(path)));
    }

    @Test
    void ownDirectoriesAreAddedAndFoundOnesSwitchedOff() throws IOException {
        programs("opt/tool/bin/tool", "home/ada/go/bin/gopls");
        Path own = Files.createDirectories(machine.resolve("srv/tools"));
        List<Toolchain> found = new Toolchains(
                        new Places(machine, home(), Map.of()),
                        List.of("opt"),
                        List.of(own),
                        machine.resolve("srv/paddock"))
                .find();
        assertThat(found).extracting(Toolchain::name).containsExactly("added", "go");
        assertThat(Toolchains.show(found).binds())
                .allMatch(bind ->
                        !bind.writable() && bind.target().equals(bind.source().toString()));
    }

    @Test
    void noDirectoryShowsAHomeOrTheServersOwn() throws IOException {
        programs("home/ada/.nvm/versions/node/v22.3.0/bin/node", "bin/java");
        Path server = Files.createDirectories(machine.resolve("srv/paddock"));
        for (Path open : List.of(Path.of("/"), Path.of("/etc/ssl"), home(), machine.resolve("srv"), server)) {
            assertThatThrownBy(() ->
                            new Toolchains(new Places(machine, home(), Map.of()), List.of(), List.of(open), server))
                    .isInstanceOf(PaddockException.class)
                    .hasMessageContaining("toolchains.add");
        }
        Files.createSymbolicLink(machine.resolve("srv/link"), home());
        assertThatThrownBy(() -> new Toolchains(
                        new Places(machine, home(), Map.of()), List.of(), List.of(machine.resolve("srv/link")), server))
                .isInstanceOf(PaddockException.class);
        assertThat(new Toolchains(
                                new Places(machine, home(), Map.of("JAVA_HOME", machine.toString())),
                                List.of(),
                                List.of(),
                                server)
                        .find())
                .extracting(Toolchain::name)
                .as("a JDK that is the whole machine is none")
                .containsExactly("nvm");
    }
}
