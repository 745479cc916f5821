package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paddock auth remove}. */
@Command(
        name = "remove",
        description = "Forgets an account or a git host's token. Runs that use it get no further answer.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock auth remove claude",
            "  paddock auth remove codex --name work",
            "  paddock auth remove git git.example.com"
        })
final class AuthRemoveCommand extends JsonCommand {
    @Parameters(index = "0", paramLabel = "VENDOR|git", description = "Whose.")
    String vendor = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "HOST", description = "With git: the host.")
    @Nullable
    String host;

    @Option(names = "--name", paramLabel = "NAME", description = "Which, where there are several of a vendor.")
    @Nullable
    String name;

    AuthRemoveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        if ("git".equals(vendor)) {
            String which = host;
            if (which == null) {
                throw new CliException(ExitCode.USAGE, "which host?", "paddock auth remove git git.example.com");
            }
            api.delete("/git-hosts/" + Api.encode(which));
            result(Json.object().put("removed", which), "Forgot the token for " + Sanitiser.line(which) + ".");
            return ExitCode.OK;
        }
        String known = Vendors.of(vendor);
        String which = name == null ? host : name;
        api.delete("/accounts/" + Api.encode(known) + (which == null ? "" : "/" + Api.encode(which)));
        result(
                Json.object().put("removed", known),
                "Forgot the credential for " + Sanitiser.line(known)
                        + (which == null ? "" : ", " + Sanitiser.line(which)) + ".");
        return ExitCode.OK;
    }
}
