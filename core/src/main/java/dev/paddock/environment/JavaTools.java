package dev.paddock.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How Java's build tools find the way out: they read no proxy variables. {@code JAVA_TOOL_OPTIONS} would reach every Java program, but each then prints a
 * line that tests and scripts stumble over; so each tool is told in its own way.
 */
final class JavaTools {
    private static final String HOST = "127.0.0.1";
    private static final String PORT = "3128";

    private JavaTools() {}

    /**
     * Options of the tools' own Java.
     *
     * @param repository Maven's local repository, where it is not in the home
     */
    static Map<String, String> variables(Optional<CaBundle> bundle, Optional<String> repository) {
        List<String> options = new ArrayList<>(List.of(
                "-Dhttp.proxyHost=" + HOST,
                "-Dhttp.proxyPort=" + PORT,
                "-Dhttps.proxyHost=" + HOST,
                "-Dhttps.proxyPort=" + PORT));
        bundle.ifPresent(ca -> options.addAll(ca.javaOptions()));
        Map<String, String> variables = new TreeMap<>();
        variables.put("GRADLE_OPTS", String.join(" ", options));
        variables.put("SBT_OPTS", String.join(" ", options));
        // Maven 3.9 and later ask for the proxy in the settings file, unless told to look at these.
        options.add("-Daether.connector.http.useSystemProperties=true");
        repository.ifPresent(path -> options.add("-Dmaven.repo.local=" + path));
        variables.put("MAVEN_OPTS", String.join(" ", options));
        return variables;
    }

    /** Files of a new run's home, by their paths in it. */
    static Map<String, String> files(Optional<CaBundle> bundle) {
        Map<String, String> files = new TreeMap<>();
        files.put(".m2/settings.xml", settings());
        files.put(".gradle/gradle.properties", gradle(bundle));
        return files;
    }

    private static String settings() {
        StringBuilder text = new StringBuilder("<settings>\n  <proxies>\n");
        for (String protocol : List.of("http", "https")) {
            text.append("    <proxy><id>paddock-")
                    .append(protocol)
                    .append("</id><active>true</active><protocol>")
                    .append(protocol)
                    .append("</protocol><host>" + HOST + "</host><port>" + PORT
                            + "</port><nonProxyHosts>localhost|127.*</nonProxyHosts></proxy>\n");
        }
        return text.append("  </proxies>\n</settings>\n").toString();
    }

    /** Gradle's daemon takes properties from here alone. */
    static String gradle(Optional<CaBundle> bundle) {
        StringBuilder text = new StringBuilder();
        for (String protocol : List.of("http", "https")) {
            text.append("systemProp." + protocol + ".proxyHost=" + HOST + "\n");
            text.append("systemProp." + protocol + ".proxyPort=" + PORT + "\n");
        }
        bundle.ifPresent(ca -> ca.javaOptions()
                .forEach(option ->
                        text.append("systemProp.").append(option.substring(2)).append('\n')));
        return text.toString();
    }
}
