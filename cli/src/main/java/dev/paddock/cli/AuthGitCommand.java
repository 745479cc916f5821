package dev.paddock.cli;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock auth git}. */
@Command(
        name = "git",
        description = {
            "Gives the server a token for the private repositories of a host, which it fetches by https.",
            "Only this host gets it, and no sandbox sees it. With the address of a repository the token is tried on it first."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock auth git github.com                            asks for the token",
            "  paddock auth git https://git.example.com/team/app.git  tries it on this repository first",
            "  paddock auth git git.example.com:8443 --user ci --from-env GIT_TOKEN",
            "  paddock auth remove git github.com"
        })
final class AuthGitCommand extends JsonCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Parameters(
            index = "0",
            paramLabel = "HOST|URL",
            description = "A host, or the https address of a repository on it.")
    String place = "";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "The name that goes with the token (default: x-access-token, which most hosts take).")
    @Nullable
    String user;

    @Option(names = "--from-env", paramLabel = "VARIABLE", description = "Reads the token from this variable.")
    @Nullable
    String fromVariable;

    AuthGitCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        boolean isUrl = place.startsWith("https://");
        String host = isUrl ? place.substring("https://".length()).replaceFirst("/.*", "") : place;
        if (host.contains("@")) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the address holds a name or a token; take it out",
                    "paddock auth git " + Sanitiser.line(host.substring(host.lastIndexOf('@') + 1)));
        }
        Api api = servers().connect();
        ObjectNode body = Json.object().put("token", new SecretReader(caller).read("Token for " + host, fromVariable));
        if (user != null) {
            body.put("username", user);
        }
        if (isUrl) {
            body.put("repository", place);
        }
        String path = "/git-hosts/" + Api.encode(host);
        JsonNode kept = Progress.during(
                caller,
                "Giving the token to the server",
                () -> api.send("PUT", path, "application/json", body.toString(), PATIENCE));
        result(
                kept,
                "The server keeps the token for " + Json.safe(kept, "host")
                        + (isUrl ? "; the repository can be read with it." : ".")
                        + " No sandbox sees it.");
        return ExitCode.OK;
    }
}
