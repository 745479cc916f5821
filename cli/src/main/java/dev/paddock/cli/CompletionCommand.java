package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock completion}. */
@Command(
        name = "completion",
        description = {
            "Prints what a shell needs to complete commands, options, and the names of runs, projects and agents that there are.",
            "It starts no server: with none up, names are not completed."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  source <(paddock completion bash)                                  in ~/.bashrc",
            "  source <(paddock completion zsh)                                   in ~/.zshrc, below compinit",
            "  paddock completion fish > ~/.config/fish/completions/paddock.fish"
        })
final class CompletionCommand extends BaseCommand {
    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    String shell = "";

    CompletionCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        String name = switch (shell) {
            case "bash", "zsh", "fish" -> "completion." + shell;
            default ->
                throw new CliException(
                        ExitCode.USAGE,
                        "no completion for \"" + Sanitiser.line(shell) + "\"",
                        "There is one for bash, zsh and fish: paddock completion bash");
        };
        try (InputStream script = CompletionCommand.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is not in this build");
            }
            caller.out().print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ExitCode.OK;
    }
}
