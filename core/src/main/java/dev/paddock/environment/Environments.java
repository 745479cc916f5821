package dev.paddock.environment;

import dev.paddock.home.ProjectSettings;
import dev.paddock.sandbox.Bind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts runs' environments together. Thread-safe; looks at files, so calls may block. */
public final class Environments {
    private final Toolchains toolchains;
    private final Optional<CaBundle> bundle;
    private final Map<String, ProjectSettings> owners;
    private final Secrets secrets;
    private final Layers layers;

    /**
     * @param bundle a company's certificate authorities
     * @param owners the owner's settings by project name; those under the empty name are for all
     */
    public Environments(
            Toolchains toolchains,
            Optional<CaBundle> bundle,
            Map<String, ProjectSettings> owners,
            Secrets secrets,
            Layers layers) {
        this.toolchains = toolchains;
        this.bundle = bundle;
        this.owners = Map.copyOf(owners);
        this.secrets = secrets;
        this.layers = layers;
    }

    /** The toolchains that runs see now. */
    public List<Toolchain> toolchains() {
        return toolchains.find();
    }

    public Secrets secrets() {
        return secrets;
    }

    public Layers layers() {
        return layers;
    }

    /**
     * For one run.
     *
     * @param project id of the project
     * @param name of the project
     * @param commit that it starts from
     * @param tree the immutable checkout of that commit, where the project's own file is read
     * @param chosen variables of its task
     * @throws dev.paddock.error.PaddockException INVALID if the project's file is wrong
     */
    public Plan plan(String project, String name, String commit, Path tree, Map<String, String> chosen) {
        ProjectSettings settings = EnvironmentFile.read(tree)
                .under(owners.getOrDefault("", ProjectSettings.NONE))
                .under(owners.getOrDefault(name, ProjectSettings.NONE));
        String script = settings.setUp() == null ? "" : settings.setUp().strip();
        List<String> named = settings.caches();
        List<Cache> caches =
                named != null ? Cache.named(named) : script.isEmpty() ? List.of() : Arrays.asList(Cache.values());
        RunEnvironment machine = machine(caches).with(settings.variables());
        Map<String, String> known = secrets.of(project);
        RunEnvironment full = machine.with(known);
        Optional<SetUp> setUp = Optional.empty();
        if (!script.isEmpty()) {
            Map<String, String> inputs = new HashMap<>(machine.variables());
            known.keySet().forEach(secret -> inputs.put(secret, "a secret"));
            setUp = Optional.of(SetUp.of(
                    commit,
                    script,
                    settings.timeout() == null ? ProjectSettings.USUAL_TIMEOUT : settings.timeout(),
                    full,
                    inputs));
        }
        return new Plan(
                full.with(chosen),
                setUp,
                settings.egress(),
                settings.secrets().stream()
                        .filter(secret -> !known.containsKey(secret) && !chosen.containsKey(secret))
                        .toList());
    }

    private RunEnvironment machine(List<Cache> caches) {
        Toolchains.Shown shown = Toolchains.show(toolchains.find());
        List<Bind> binds = new ArrayList<>(shown.binds());
        Map<String, String> variables = new HashMap<>(shown.variables());
        bundle.ifPresent(ca -> {
            binds.addAll(ca.binds());
            variables.putAll(ca.variables());
        });
        variables.putAll(JavaTools.variables(
                bundle, caches.contains(Cache.MAVEN) ? Optional.of(Cache.MAVEN.inside()) : Optional.empty()));
        caches.forEach(cache -> variables.putAll(cache.variables()));
        Map<String, String> cached = caches.isEmpty()
                ? null
                : caches.contains(Cache.GRADLE)
                        ? Map.of("gradle/gradle.properties", JavaTools.gradle(bundle))
                        : Map.of();
        return new RunEnvironment(binds, variables, JavaTools.files(bundle), cached);
    }
}
