package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.ReadySandbox;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Stage;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Makes sandboxes with bubblewrap, for a server that is an ordinary user. A run's sandbox is its holder: pid 1 of namespaces that hold the mounted
 * layer, the run's {@code /tmp} and the relay to its door, and into which each process of the run is put under the full confinement. Safe for use by
 * several threads.
 */
public final class BubblewrapProvider implements SandboxProvider {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Home home;
    private final Cgroups cgroups;
    private final Kit kit;
    private final Tools tools;
    private final String mark;
    private final Duration lifetime;

    /**
     * @throws PaddockException PREREQUISITE if a program is missing, the architecture has no filter, or this process is root
     */
    public BubblewrapProvider(Home home, Cgroups cgroups) {
        this(home, cgroups, LIFETIME);
    }

    /**
     * @param lifetime after which a sandbox ends by itself, whether a server lives or not
     * @throws PaddockException as above
     */
    public BubblewrapProvider(Home home, Cgroups cgroups, Duration lifetime) {
        this(home, cgroups, Kit.install(home), lifetime);
    }

    BubblewrapProvider(Home home, Cgroups cgroups, Kit kit) {
        this(home, cgroups, kit, LIFETIME);
    }

    private BubblewrapProvider(Home home, Cgroups cgroups, Kit kit, Duration lifetime) {
        NotRoot.require();
        this.home = home;
        this.cgroups = cgroups;
        this.kit = kit;
        // None at all would be a sandbox without an end.
        this.lifetime = lifetime.compareTo(SHORTEST) < 0 ? SHORTEST : lifetime;
        this.tools = Tools.find();
        this.mark = HexFormat.of()
                        .toHexDigits(home.root().toAbsolutePath().toString().hashCode()) + "-";
    }

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        Made made = make(spec);
        made.holder().confirm();
        return made.sandbox();
    }

    @Override
    public Optional<ReadySandbox> ahead(SandboxSpec spec) {
        return Optional.of(new Ahead(make(spec)));
    }

    /** A sandbox that is proven and ends with this server until its holder is confirmed. */
    private record Made(Entry entry, Holder holder, BubblewrapSandbox sandbox) {}

    private Made make(SandboxSpec spec) {
        HolderFiles files = HolderFiles.of(spec.directory());
        if (HolderState.read(files.state()).filter(HolderState::alive).isPresent()) {
            throw new PaddockException(ErrorCode.CONFLICT, "run " + spec.run() + " has a live sandbox already");
        }
        prepare(spec, files);
        Optional<Cgroup> cgroup = cgroups.create(mark + spec.run(), spec.limits());
        Entry entry = new Entry(spec, files, kit, tools, cgroup);
        Holder holder;
        Canary canary;
        Holder.Starting starting = null;
        try {
            starting = Holder.start(spec, files, kit, tools, cgroup, lifetime);
            canary = Canary.prepare(entry, Canary.witnesses(home, files, spec.binds()));
            holder = starting.await();
        } catch (RuntimeException e) {
            if (starting != null) {
                starting.abandon();
            }
            cgroup.ifPresent(group -> Waiting.until(group::remove, Duration.ofSeconds(2)));
            throw e;
        }
        BubblewrapSandbox sandbox =
                new BubblewrapSandbox(entry, holder.state(), holder.outer().onExit());
        try {
            Stage.HOLDER_STARTED.reached(spec.run());
            canary.prove(sandbox);
            return new Made(entry, holder, sandbox);
        } catch (RuntimeException e) {
            holder.abandon();
            sandbox.kill();
            throw e;
        }
    }

    /** One that no run has yet. */
    private final class Ahead implements ReadySandbox {
        private final Made made;

        Ahead(Made made) {
            this.made = made;
        }

        @Override
        public boolean fits(SandboxSpec run) {
            SandboxSpec own = made.entry().spec();
            CacheLayer mine = own.cache();
            CacheLayer its = run.cache();
            return alive()
                    && own.base().equals(run.base())
                    && own.objects().equals(run.objects())
                    && own.limits().equals(run.limits())
                    && Objects.equals(own.prepared(), run.prepared())
                    && (mine == null ? its == null : its != null && mine.lower().equals(its.lower()));
        }

        @Override
        public Sandbox claim(SandboxSpec run) {
            HolderFiles files = HolderFiles.of(run.directory());
            HardLinks.refuseOutside(List.of(run.upper(), run.home(), run.gitDirectory()));
            try {
                files.prepare(run);
                files.writeMadeAs(made.entry().spec().run());
            } catch (IOException e) {
                throw new PaddockException(ErrorCode.INTERNAL, "can't give a sandbox to run " + run.run(), e);
            }
            DoorCheck.answers(run.door());
            made.holder().confirm();
            return new BubblewrapSandbox(
                    new Entry(run, files, kit, tools, made.entry().cgroup()),
                    made.holder().state(),
                    made.holder().outer().onExit());
        }

        @Override
        public boolean alive() {
            return made.sandbox().alive();
        }

        @Override
        public void close() {
            made.sandbox().kill();
        }
    }

    @Override
    public Optional<Sandbox> reattach(SandboxSpec spec) {
        HolderFiles files = HolderFiles.of(spec.directory());
        return HolderState.read(files.state())
                .filter(HolderState::alive)
                .map(state -> new BubblewrapSandbox(
                        new Entry(spec, files, kit, tools, cgroups.existing(group(files, spec.run()))),
                        state,
                        unlocked(files)));
    }

    /** A sandbox that was made ahead of its run has a control group of its own name. */
    private String group(HolderFiles files, String run) {
        return mark + files.madeAs().orElse(run);
    }

    @Override
    public void sweep(Set<String> runs) {
        Path all = home.run("x").getParent();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(all)) {
            for (Path directory : directories) {
                if (!runs.contains(directory.getFileName().toString())) {
                    end(HolderFiles.of(directory));
                }
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException | DirectoryIteratorException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't look for old sandboxes in " + all, e);
        }
        Set<String> used = new HashSet<>();
        runs.forEach(run -> used.add(group(HolderFiles.of(home.run(run)), run)));
        for (String name : cgroups.names(mark)) {
            if (!used.contains(name)) {
                cgroups.existing(name).ifPresent(group -> Waiting.until(group::remove, Duration.ofSeconds(2)));
            }
        }
    }

    private static void end(HolderFiles files) {
        HolderState.read(files.state()).ifPresent(state -> {
            state.kill();
            Waiting.until(() -> !state.exists(), Duration.ofSeconds(10));
        });
        files.clean();
    }

    private static void prepare(SandboxSpec spec, HolderFiles files) {
        for (Path directory : List.of(
                spec.directory(),
                spec.base(),
                spec.upper(),
                spec.work(),
                spec.gitDirectory(),
                spec.objects(),
                spec.home())) {
            if (!Files.isDirectory(directory)) {
                throw new PaddockException(
                        ErrorCode.INTERNAL, "run " + spec.run() + " lacks its directory " + directory);
            }
        }
        List<Path> writable = new ArrayList<>(List.of(spec.upper(), spec.home(), spec.gitDirectory()));
        CacheLayer cache = spec.cache();
        if (cache != null) {
            writable.add(cache.upper());
        }
        HardLinks.refuseOutside(writable);
        try {
            mountPoint(spec.base().resolve(".git"), false);
            Path prepared = spec.prepared();
            if (prepared != null) {
                mountPoint(prepared.resolve(".git"), false);
            }
            mountPoint(spec.upper().resolve(".git"), true);
            files.prepare(spec);
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.INTERNAL, "can't prepare the sandbox of run " + spec.run() + ": " + e.getMessage(), e);
        }
    }

    /** The place of the private git directory must be a directory in the layer, and no link of anybody's making. */
    private static void mountPoint(Path path, boolean make) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new PaddockException(ErrorCode.UNSAFE, path + " is not a directory");
        }
        if (make) {
            Files.createDirectory(path);
        }
    }

    /** Completes when the layer's lock is free, so nobody holds the layer any more. */
    private CompletableFuture<?> unlocked(HolderFiles files) {
        Process process = Processes.start(
                List.of(tools.flock(), files.lock().toString(), "true"), Command.cleanEnvironment(), null);
        return process.onExit();
    }
}
