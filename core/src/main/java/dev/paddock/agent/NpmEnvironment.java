package dev.paddock.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of the server's environment npm gets: its own settings, proxies and certificates, and nothing secret of ours. Immutable.
 *
 * @param server the server's environment
 * @param cache where npm keeps downloads if the home can't be written
 */
record NpmEnvironment(Map<String, String> server, Path cache) {
    private static final Set<String> PASSED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "TMPDIR",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "NODE_EXTRA_CA_CERTS",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME");

    NpmEnvironment {
        server = Map.copyOf(server);
    }

    Map<String, String> variables() {
        Map<String, String> passed = new TreeMap<>();
        server.forEach((name, value) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            if (PASSED.contains(upper) || upper.startsWith("NPM_CONFIG_")) {
                passed.put(name, value);
            }
        });
        passed.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        String home = passed.getOrDefault("HOME", "");
        if (home.isBlank() || !Files.isWritable(Path.of(home))) {
            passed.put("npm_config_cache", cache.resolve("npm").toString());
        }
        return passed;
    }
}
