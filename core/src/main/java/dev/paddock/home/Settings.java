package dev.paddock.home;

import dev.paddock.task.PermissionMode;
import dev.paddock.task.RunLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server's owner can set, each in {@code config.yaml} or by a variable {@code PADDOCK_…}, which wins. Described for users in
 * {@code docs/configuration.md}.
 *
 * @param port {@code port}: TCP port on loopback; -1 for 7310 or, where that is taken, any free one; 0 for any free one
 * @param maxRuns {@code runs.max}: runs at work at once
 * @param ahead {@code runs.ahead}: workspaces with sandboxes made ahead of need, at most
 * @param reserve {@code runs.reserve}: bytes of memory that must stay available when another run starts
 * @param load {@code runs.load}: processes for each core that want to run, above which runs start slowly
 * @param tries {@code runs.tries}: how often a run is tried that can't be prepared
 * @param parkQuota {@code park.quota}: how long a run waits at most for a model's limit to be lifted
 * @param parkNetwork {@code park.network}: how long a run waits at most for a model that is out of reach
 * @param allow {@code egress.allow}: hosts and sets of hosts that every run may reach, in the form of the allow-list
 * @param agent {@code agent}: the agent of tasks that name none
 * @param warm {@code warm}: how long a finished run's agent waits for another message
 * @param limits {@code limits.…}: what one run may use
 * @param lifetime {@code limits.lifetime}: after which a sandbox ends by itself, server or not
 * @param logLevel {@code log.level}: error, warn, info or debug
 * @param models {@code models.<vendor>.url}: where a vendor's model is, instead of the vendor's own address
 * @param maxGitRequest {@code git.max-request}: bytes of one push
 * @param mode {@code mode}: the permission mode of tasks that name none
 * @param caBundle {@code ca-bundle}: certificate authorities that runs believe, in PEM
 * @param toolchains {@code toolchains.add}: further directories of programs that runs see
 * @param toolchainsOff {@code toolchains.off}: names of found toolchains that runs don't see
 * @param projects {@code environment} under the empty name and {@code projects.<name>}: what the owner sets of projects' environments
 * @param own {@code agents.<name>.own}: parts of people's own set-ups of claude, codex and gemini that go with their tasks
 * @param keep {@code keep.…}: how long things are kept on the disk
 */
public record Settings(
        int port,
        int maxRuns,
        int ahead,
        long reserve,
        double load,
        int tries,
        Duration parkQuota,
        Duration parkNetwork,
        List<String> allow,
        String agent,
        Duration warm,
        RunLimits limits,
        Duration lifetime,
        String logLevel,
        Map<String, URI> models,
        long maxGitRequest,
        PermissionMode mode,
        Optional<Path> caBundle,
        List<Path> toolchains,
        List<String> toolchainsOff,
        Map<String, ProjectSettings> projects,
        Map<String, List<String>> own,
        Keep keep) {
    public Settings {
        allow = List.copyOf(allow);
        models = Map.copyOf(models);
        toolchains = List.copyOf(toolchains);
        toolchainsOff = List.copyOf(toolchainsOff);
        projects = Map.copyOf(projects);
        own = Map.copyOf(own);
    }

    /**
     * Reads the settings.
     *
     * @param file need not exist
     * @param environment the server's variables
     * @throws dev.paddock.error.PaddockException INVALID, with the file and line or the variable, and what is expected
     */
    public static Settings read(Path file, Map<String, String> environment) {
        return of(SettingValues.read(file, environment));
    }

    /** What there is to set, with its present value and where that comes from. */
    static List<Config.Item> describe(Path file, Map<String, String> environment) {
        SettingValues values = SettingValues.read(file, environment);
        of(values);
        return values.items();
    }

    private static Settings of(SettingValues values) {
        Settings settings = new Settings(
                (int) values.whole("port", -1, 0, 65_535),
                (int) values.whole("runs.max", defaultRuns(), 1, 10_000),
                (int) values.whole("runs.ahead", defaultAhead(), 0, 64),
                values.size("runs.reserve", 1L << 30, 0),
                values.whole("runs.load", 16, 1, 10_000),
                (int) values.whole("runs.tries", 6, 1, 100),
                values.duration("park.quota", Duration.ofHours(24)),
                values.duration("park.network", Duration.ofHours(6)),
                values.rules("egress.allow", List.of("packages")),
                values.word(
                        "agent",
                        "claude",
                        "[a-z0-9][a-z0-9._-]{0,63}",
                        "an agent's name, as `paddock agent list` shows"),
                values.duration("warm", Duration.ofMinutes(5)),
                limits(values),
                values.duration("limits.lifetime", Duration.ofHours(24)),
                values.word("log.level", "info", "error|warn|info|debug", "one of error, warn, info, debug"),
                values.address("models.anthropic.url")
                        .map(url -> Map.of("anthropic", url))
                        .orElse(Map.of()),
                values.size("git.max-request", 4L << 30, 1L << 20),
                PermissionMode.of(values.word(
                        "mode", "bypass", "ask|accept-edits|plan|bypass", "one of ask, accept-edits, plan, bypass")),
                values.path("ca-bundle"),
                values.paths("toolchains.add"),
                values.list("toolchains.off"),
                ProjectValues.read(values),
                Map.of(
                        "claude", values.list("agents.claude.own"),
                        "codex", values.list("agents.codex.own"),
                        "gemini", values.list("agents.gemini.own")),
                Keep.read(values));
        values.refuseOthers();
        return settings;
    }

    private static RunLimits limits(SettingValues values) {
        RunLimits limits = RunLimits.standard();
        for (String name : RunLimits.NAMES) {
            limits = values.limit(name, limits);
        }
        return limits;
    }

    /** The address of a vendor's model, where the owner set one. */
    public Optional<URI> model(String vendor) {
        return Optional.ofNullable(models.get(vendor));
    }

    private static int defaultRuns() {
        long gib = Memory.total() >> 30;
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.clamp(Math.min(gib, cores * 8L), 2, 64);
    }

    private static int defaultAhead() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    }
}
