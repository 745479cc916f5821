package dev.paddock.cli;

import picocli.CommandLine.Command;

/** {@code paddock config path}. */
@Command(
        name = "path",
        description = "Prints where the server's config.yaml is, or would be.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  $EDITOR \"$(paddock config path)\""})
final class ConfigPathCommand extends JsonCommand {
    ConfigPathCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        if (servers().isRemote()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "the server is on another machine, and its file too",
                    "`paddock config list` and `paddock config set` work from here.");
        }
        String path = servers().home().resolve("config.yaml").toString();
        result(Json.object().put("path", path), path);
        return ExitCode.OK;
    }
}
