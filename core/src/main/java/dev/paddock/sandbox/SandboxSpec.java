package dev.paddock.sandbox;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sandbox is made of. Inside, the layer's merged tree is {@code /workspace}, the git directory {@code /workspace/.git}, the home
 * {@code /home/agent}, upstream's objects {@code /paddock/objects}.
 *
 * @param run id of the run; also the sandbox's id
 * @param directory the run's own directory on the server, existing; the provider keeps its files for this sandbox under it
 * @param base the read-only checkout below the layer
 * @param upper what the run changed, existing
 * @param work overlay's work directory, empty, on the file system of {@code upper}
 * @param gitDirectory the run's private git directory
 * @param objects upstream's objects, shown read-only
 * @param home the run's home directory
 * @param door the Unix socket that is its only way out; it must answer {@code GET /paddock/ping} with 200 when the sandbox is made, which proves
 *     the way
 * @param binds further read-only binds: agent programs, toolchains
 * @param limits what it may use
 * @param prepared a read-only layer between base and upper, an upper itself once; null for none
 * @param cache what appears at {@code /paddock/cache}, null for nothing
 */
public record SandboxSpec(
        String run,
        Path directory,
        Path base,
        Path upper,
        Path work,
        Path gitDirectory,
        Path objects,
        Path home,
        Path door,
        List<Bind> binds,
        Limits limits,
        @Nullable Path prepared,
        @Nullable CacheLayer cache) {
    /** Without a set-up layer and caches. */
    public SandboxSpec(
            String run,
            Path directory,
            Path base,
            Path upper,
            Path work,
            Path gitDirectory,
            Path objects,
            Path home,
            Path door,
            List<Bind> binds,
            Limits limits) {
        this(run, directory, base, upper, work, gitDirectory, objects, home, door, binds, limits, null, null);
    }

    /** The same with what set-up and caches give. */
    public SandboxSpec over(@Nullable Path layer, @Nullable CacheLayer caches) {
        return new SandboxSpec(
                run, directory, base, upper, work, gitDirectory, objects, home, door, binds, limits, layer, caches);
    }

    public SandboxSpec {
        binds = List.copyOf(binds);
        if (binds.stream().anyMatch(Bind::writable)) {
            throw new IllegalArgumentException("only the workspace and the home of a sandbox are writable");
        }
    }
}
