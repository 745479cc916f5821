package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.CacheLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A package manager's cache, each in a directory of its own under {@code /paddock/cache}. */
enum Cache {
    NPM,
    PIP,
    UV,
    MAVEN,
    GRADLE,
    CARGO,
    GO;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where it is inside. */
    String inside() {
        return CacheLayer.INSIDE + "/" + word();
    }

    /** What leads the tool to it. */
    Map<String, String> variables() {
        return switch (this) {
            case NPM -> Map.of("npm_config_cache", inside());
            case PIP -> Map.of("PIP_CACHE_DIR", inside());
            // A workspace is on another file system than its cache, so uv can't link.
            case UV -> Map.of("UV_CACHE_DIR", inside(), "UV_LINK_MODE", "copy");
            // Maven is told by its options, see JavaTools.
            case MAVEN -> Map.of();
            case GRADLE -> Map.of("GRADLE_USER_HOME", inside());
            case CARGO -> Map.of("CARGO_HOME", inside());
            case GO -> Map.of("GOMODCACHE", inside() + "/mod", "GOCACHE", inside() + "/build");
        };
    }

    static Cache named(String word) {
        return Arrays.stream(values())
                .filter(cache -> cache.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.INVALID,
                        "there is no cache " + word.substring(0, Math.min(100, word.length())) + "; there are "
                                + Arrays.stream(values()).map(Cache::word).collect(Collectors.joining(", "))));
    }

    static List<Cache> named(List<String> words) {
        return words.stream().map(Cache::named).distinct().toList();
    }
}
