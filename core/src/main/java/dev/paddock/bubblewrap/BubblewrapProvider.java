package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

    private final Home home;
    private final Cgroups cgroups;
    private final Kit kit;
    private final Tools tools;
    private final String mark;

    /**
     * @throws PaddockException PREREQUISITE if a program is missing, the architecture has no filter, or this process is root
     */
    public BubblewrapProvider(Home home, Cgroups cgroups) {
        this(home, cgroups, Kit.install(home));
    }

    BubblewrapProvider(Home home, Cgroups cgroups, Kit kit) {
        NotRoot.require();
        this.home = home;
        this.cgroups = cgroups;
        this.kit = kit;
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
        HolderFiles files = HolderFiles.of(spec.directory());
        if (HolderState.read(files.state()).filter(HolderState::alive).isPresent()) {
            throw new PaddockException(ErrorCode.CONFLICT, "run " + spec.run() + " has a live sandbox already");
        }
        prepare(spec, files);
        Optional<Cgroup> cgroup = cgroups.create(mark + spec.run(), spec.limits());
        Holder holder;
        try {
            holder = Holder.start(spec, files, kit, tools, cgroup, LIFETIME);
        } catch (RuntimeException e) {
            cgroup.ifPresent(Cgroup::remove);
            throw e;
        }
        BubblewrapSandbox sandbox = new BubblewrapSandbox(
                new Entry(spec, files, kit, tools, cgroup),
                holder.state(),
                holder.outer().onExit());
        try {
            Canary.prove(sandbox, Canary.witnesses(home, files, spec.binds()));
            holder.confirm();
            return sandbox;
        } catch (RuntimeException e) {
            holder.abandon();
            sandbox.kill();
            throw e;
        }
    }

    @Override
    public Optional<Sandbox> reattach(SandboxSpec spec) {
        HolderFiles files = HolderFiles.of(spec.directory());
        return HolderState.read(files.state())
                .filter(HolderState::alive)
                .map(state -> new BubblewrapSandbox(
                        new Entry(spec, files, kit, tools, cgroups.existing(mark + spec.run())),
                        state,
                        unlocked(files)));
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
        for (String name : cgroups.names(mark)) {
            if (!runs.contains(name.substring(mark.length()))) {
                cgroups.existing(name).ifPresent(group -> Waiting.until(group::remove, Duration.ofSeconds(2)));
            }
        }
    }

    private static void end(HolderFiles files) {
        HolderState.read(files.state()).ifPresent(state -> {
            state.kill();
            Waiting.until(() -> !state.alive(), Duration.ofSeconds(2));
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
