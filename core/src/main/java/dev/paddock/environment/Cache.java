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
    NPM(Map.of("npm_config_cache", "npm")),
    PIP(Map.of("PIP_CACHE_DIR", "pip")),
    /** A workspace is on another file system than its cache, so uv can't link. */
    UV(Map.of("UV_CACHE_DIR", "uv")),
    /** Told by {@code MAVEN_OPTS}. */
    MAVEN(Map.of()),
    GRADLE(Map.of("GRADLE_USER_HOME", "gradle")),
    CARGO(Map.of("CARGO_HOME", "cargo")),
    GO(Map.of("GOMODCACHE", "go/mod", "GOCACHE", "go/build"));

    private final Map<String, String> directories;

    Cache(Map<String, String> directories) {
        this.directories = directories;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where it is inside. */
    String inside() {
        return CacheLayer.INSIDE + "/" + word();
    }

    /** What leads the tool to it. */
    Map<String, String> variables() {
        Map<String, String> variables = directories.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> CacheLayer.INSIDE + "/" + entry.getValue()));
        if (this == UV) {
            variables.put("UV_LINK_MODE", "copy");
        }
        return variables;
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
