package dev.paddock.server;

import dev.paddock.account.Accounts;
import dev.paddock.account.ChatGptIssuer;
import dev.paddock.account.ChatGptSignIns;
import dev.paddock.doctor.Doctor;
import dev.paddock.doctor.Finding;
import dev.paddock.egress.Egress;
import dev.paddock.environment.Secrets;
import dev.paddock.escape.Attack;
import dev.paddock.escape.EscapeSuite;
import dev.paddock.escape.Outcome;
import dev.paddock.escape.Proof;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.GatewayLimits;
import dev.paddock.gateway.TrustStores;
import dev.paddock.home.Config;
import dev.paddock.home.Home;
import dev.paddock.project.Projects;
import dev.paddock.store.Store;
import dev.paddock.task.Project;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real API over a real store, with simple things behind it. */
final class TestingServer implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();
    static final ApiServer.Bounds BOUNDS = new ApiServer.Bounds(
            Duration.ofSeconds(20),
            Duration.ofMillis(300),
            50,
            4,
            Duration.ofSeconds(3),
            8 << 20,
            Duration.ofSeconds(30));

    final Home home;
    final Store store;
    final TestingRepositories repositories;
    final TestingRuns runs;
    final Projects projects;
    final Egress egress;
    private final Gateway gateway;
    final String token;
    final CompletableFuture<Boolean> shutdown = new CompletableFuture<>();
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private ApiServer server;

    TestingServer(Path directory) {
        this(directory, BOUNDS);
    }

    TestingServer(Path directory, ApiServer.Bounds bounds) {
        home = new Home(directory, directory);
        store = Store.open(home.database());
        repositories = new TestingRepositories(directory.resolve("projects"));
        runs = new TestingRuns(store);
        projects = new Projects(store, repositories);
        gateway = new Gateway(
                host -> {
                    throw new UnknownHostException(host);
                },
                (to, within) -> {
                    throw new IOException("nothing is dialled here");
                },
                GatewayLimits.DEFAULT,
                TrustStores.withPemBundle(null));
        egress = new Egress(store, gateway, List.of("packages"));
        server = ApiServer.start(services(), Token.at(home.token()), 0, bounds);
        try {
            token = Files.readString(home.token()).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Services services() {
        return new Services(
                "1.2.3",
                home,
                store,
                projects,
                runs,
                egress,
                new Config(home.config(), Map.of()),
                run -> new ByteArrayInputStream(("diff of " + run.id() + "\n").getBytes(StandardCharsets.UTF_8)),
                new TestingAgents(),
                accounts(),
                new GitTokens(new dev.paddock.git.GitHosts(home.secrets()), new dev.paddock.workspace.Upstreams(home)),
                new Secrets(home.secrets().resolve("projects")),
                repositories,
                new Doctor(List.of(dev.paddock.doctor.Check.of(
                        "tea", () -> Finding.missing("tea", "none", "no work without it", "put the kettle on")))),
                (attacks, progress) -> {
                    Attack attack = EscapeSuite.attacks().getFirst();
                    Proof.Result result = new Proof.Result(attack, new Outcome.Escaped("by the window"));
                    progress.accept(result);
                    return new Proof("glass", List.of(result));
                },
                new TestingDisk(),
                () -> new SampleView("sample", Map.of("a", "b"), List.of("goal"), List.of("true")),
                shutdown::complete);
    }

    private AccountBook accounts() {
        Accounts accounts = new Accounts(home.secrets(), java.util.Map.of());
        // Nobody answers there.
        ChatGptIssuer issuer = new ChatGptIssuer(URI.create("https://issuer.invalid"), () -> {
            throw new IllegalStateException("no test of this server signs in");
        });
        return new StoredAccounts(
                accounts,
                new ChatGptSignIns(accounts, issuer),
                (vendor, name) -> new AccountBook.TestView(vendor.text(), "default", "host", false, 401, "no"));
    }

    /** The API goes and comes back on another port over the same store, as a restart looks from outside. */
    void restart() {
        server.close();
        server = ApiServer.start(services(), Token.at(home.token()), 0, BOUNDS);
    }

    java.util.Set<String> routes() {
        return server.routes();
    }

    int port() {
        return server.port();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    Project project() {
        return projects.add("shop", "/home/someone/shop", null, null).project();
    }

    /** A new run of a new task, by its id. */
    String run() {
        return run("fix");
    }

    String run(String name) {
        return run(project(), name);
    }

    String run(Project project, String name) {
        return runs.start(new dev.paddock.run.NewTask(
                        "do it",
                        name,
                        project.id(),
                        null,
                        List.of("claude"),
                        null,
                        List.of(),
                        dev.paddock.task.TaskOptions.NONE,
                        java.util.Map.of()))
                .runs()
                .getFirst()
                .id();
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
        store.close();
        client.shutdownNow();
    }
}
