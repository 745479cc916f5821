package dev.paddock.server;

import dev.paddock.account.Accounts;
import dev.paddock.account.ChatGptIssuer;
import dev.paddock.account.ChatGptRenewal;
import dev.paddock.account.ChatGptSignIns;
import dev.paddock.account.LaunchKeys;
import dev.paddock.agent.Agents;
import dev.paddock.agent.OutputWatch;
import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskMeter;
import dev.paddock.cleanup.Holdings;
import dev.paddock.cleanup.OldProofs;
import dev.paddock.cleanup.Retention;
import dev.paddock.doctor.Doctor;
import dev.paddock.egress.Egress;
import dev.paddock.environment.CaBundle;
import dev.paddock.environment.Environments;
import dev.paddock.environment.Layers;
import dev.paddock.environment.Secrets;
import dev.paddock.environment.Toolchains;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.escape.EscapeSuite;
import dev.paddock.escape.Target;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.GatewayLimits;
import dev.paddock.gateway.TrustStores;
import dev.paddock.git.GitHosts;
import dev.paddock.git.RemoteAccess;
import dev.paddock.home.Config;
import dev.paddock.home.DiskSpace;
import dev.paddock.home.Home;
import dev.paddock.home.Settings;
import dev.paddock.project.Projects;
import dev.paddock.rehearsal.Rehearsal;
import dev.paddock.rehearsal.SampleProject;
import dev.paddock.run.Parts;
import dev.paddock.run.Patience;
import dev.paddock.run.Room;
import dev.paddock.run.Runs;
import dev.paddock.store.Store;
import dev.paddock.workspace.BaseCheckouts;
import dev.paddock.workspace.GitHttp;
import dev.paddock.workspace.Upstreams;
import dev.paddock.workspace.Workspaces;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The server's program: builds everything, by hand, and takes it down in the opposite order. Exit codes: 0 stopped in order, 1 failed, 2 wrong settings,
 * 3 another server has this home, 4 the machine lacks something.
 */
public final class Main {
    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).equals(List.of("--version"))) {
            System.out.println(Version.current());
            return;
        }
        int code = 1;
        try {
            if (arguments.length > 0) {
                throw new PaddockException(ErrorCode.INVALID, "the server takes no arguments but --version");
            }
            code = Users.current() == 0 ? Rehome.start(System.getenv()) : serve(System.getenv());
        } catch (PaddockException e) {
            // A person reads the line below; the log's readers get where it came from.
            LOG.log(System.Logger.Level.INFO, "the server can't start", e);
            System.err.println("paddock: " + e.detail());
            code = exitCode(e.code());
        } catch (RuntimeException | InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "the server failed", e);
            System.err.println("paddock: the server failed: " + e);
        }
        System.exit(code);
    }

    private static int serve(Map<String, String> environment) throws InterruptedException {
        Thread.ofPlatform().daemon().name("load").start(ApiServer::load);
        Path root = ServerHome.path(environment);
        Home home = ServerHome.open(root, environment);
        Optional<HomeLock> lock = HomeLock.tryTake(root);
        if (lock.isEmpty()) {
            System.err.println("paddock: the server with pid " + HomeLock.holder(root) + " has the home " + root
                    + "; stop it with `paddock down`, or give this one another PADDOCK_HOME");
            return 3;
        }
        Stop stop = new Stop();
        stop.onSignals();
        try {
            Settings settings = Settings.read(home.config(), environment);
            Logging.start(home.log(), settings.logLevel());
            LOG.log(System.Logger.Level.INFO, "Paddock {0} begins in {1}", Version.current(), root);
            serve(home, settings, environment, stop);
        } finally {
            lock.get().close();
            stop.done();
        }
        return 0;
    }

    private static void serve(Home home, Settings settings, Map<String, String> environment, Stop stop)
            throws InterruptedException {
        Natives.point(home.cache());
        Token token = Token.at(home.token());
        Cgroups cgroups = Cgroups.find();
        ConfinedCommand confinement = new ConfinedCommand(home);
        BubblewrapProvider provider = new BubblewrapProvider(home, cgroups, settings.lifetime());
        GitHosts gitHosts = new GitHosts(home.secrets());
        Upstreams upstreams = new Upstreams(home, RemoteAccess.of(gitHosts, environment));
        BaseCheckouts bases = new BaseCheckouts(home, upstreams, confinement);
        Workspaces workspaces = new Workspaces(home, upstreams, bases, confinement);
        Agents agents = new Agents(Path.of(System.getProperty("paddock.dist", "."), "agents"), home, environment);
        Secrets secrets = new Secrets(home.secrets().resolve("projects"));
        Layers layers = new Layers(home, confinement);
        DiskSpace space = new DiskSpace(home.root(), settings.keep().free());
        Environments environments = new Environments(
                new Toolchains(environment, settings.toolchainsOff(), settings.toolchains(), home.root()),
                CaBundle.of(home, settings.caBundle().orElse(null), environment),
                settings.projects(),
                secrets,
                layers);
        Accounts accounts = new Accounts(home.secrets(), environment);
        ChatGptIssuer chatGpt = new ChatGptIssuer(
                ChatGptIssuer.REAL, () -> TrustStores.withPemBundle(environment.get("SSL_CERT_FILE")));
        AccountModels accountModels = new AccountModels(accounts, new ChatGptRenewal(accounts, chatGpt), settings);
        // What is opened first is closed last: the store outlives all that writes to it.
        try (chatGpt;
                Store store = Store.open(home.database());
                Rehearsal rehearsal = Rehearsal.start(RehearsedModels.secret(home));
                Gateway gateway = Gateway.system(GatewayLimits.DEFAULT);
                OutputWatch watch = new OutputWatch();
                Runs runs = new Runs(
                        new Parts(
                                home,
                                store,
                                provider,
                                workspaces,
                                gateway,
                                new VendorModels(
                                        accountModels,
                                        new LaunchKeys(Duration.ofHours(1)),
                                        new RehearsedModels(rehearsal)),
                                agents,
                                watch,
                                settings.limits(),
                                new Egress(store, gateway, settings.allow()),
                                new Room(settings.maxRuns(), settings.reserve(), settings.load(), space::refusal),
                                new Patience(
                                        Duration.ofSeconds(5),
                                        settings.tries(),
                                        Duration.ofSeconds(5),
                                        settings.parkQuota(),
                                        settings.parkNetwork()),
                                settings.warm(),
                                settings.agent(),
                                settings.mode(),
                                environments),
                        upstreams,
                        settings.ahead());
                DiskMeter meter = new DiskMeter(home);
                Cleanup cleanup = new Cleanup(
                        new Holdings(home, store, runs, workspaces, bases, layers, agents.old()),
                        meter,
                        InstantSource.system());
                Retention retention = new Retention(cleanup, settings.keep(), space, Retention.Timing.USUAL)) {
            store.redaction(secrets);
            Doctor doctor = new Doctor(
                    Checks.all(
                            environment.getOrDefault("PATH", "/usr/bin:/bin"),
                            home.root(),
                            cgroups,
                            agents,
                            accounts,
                            store),
                    () -> Checks.toolchains(environments));
            Services services = new Services(
                    Version.current(),
                    home,
                    store,
                    new Projects(store, new UpstreamRepositories(upstreams, workspaces)),
                    new LiveRuns(runs),
                    runs.egress(),
                    new Config(home.config(), environment),
                    run -> Patch.of(run, workspaces),
                    new InstalledAgents(agents, runs, settings.own()),
                    new StoredAccounts(
                            accounts,
                            new ChatGptSignIns(accounts, chatGpt),
                            new AccountTrial(gateway, home, accountModels)),
                    new GitTokens(gitHosts, upstreams),
                    secrets,
                    new GitHttp(home, upstreams, confinement)::start,
                    doctor,
                    (attacks, progress) -> EscapeSuite.run(
                            Target.in(home, own -> new BubblewrapProvider(own, cgroups), ConfinedCommand::new),
                            attacks,
                            progress),
                    new LiveDisk(space, meter, cleanup, retention, settings.keep()),
                    () -> new SampleView(
                            SampleProject.name(), SampleProject.files(), SampleProject.GOALS, List.of("npm", "test")),
                    stop::ask);
            OldProofs.take(home, own -> new BubblewrapProvider(own, cgroups).sweep(Set.of()));
            runs.recover();
            try (ApiServer api = ApiServer.start(
                            services, token, settings.port(), ApiServer.Bounds.standard(settings.maxGitRequest()));
                    ServerFile file = ServerFile.write(home.root(), api.port(), Version.current())) {
                LOG.log(System.Logger.Level.INFO, "ready at {0}", file.url());
                prepare(gateway, cleanup, retention, space);
                if (stop.await()) {
                    runs.stopAll();
                }
                LOG.log(System.Logger.Level.INFO, "stopping");
            }
        }
    }

    /** What need not be done before the server answers. */
    private static void prepare(Gateway gateway, Cleanup cleanup, Retention retention, DiskSpace space) {
        // The first question to the file system takes long, and the first run would wait for it.
        space.now();
        cleanup.begin();
        retention.begin();
        try {
            gateway.prepare();
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.ERROR, "no model vendor can be reached: " + e.getMessage(), e);
        }
    }

    private static int exitCode(ErrorCode code) {
        return switch (code) {
            case INVALID -> 2;
            case PREREQUISITE, UNSAFE -> 4;
            case NOT_FOUND, CONFLICT, UNAUTHENTICATED, FORBIDDEN, LIMIT, EXTERNAL, INTERNAL -> 1;
        };
    }
}
