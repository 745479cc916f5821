package dev.paddock.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The programs that a server on this machine needs, and how they come here. */
final class Prerequisites {
    private static final Duration INSTALL = Duration.ofMinutes(15);
    private static final int NODE = 20;

    /** Debian package by the program that shows that it is there. */
    private static final Map<String, String> PACKAGES = new LinkedHashMap<>();

    static {
        PACKAGES.put("bwrap", "bubblewrap");
        PACKAGES.put("socat", "socat");
        PACKAGES.put("ip", "iproute2");
        PACKAGES.put("unshare", "util-linux");
        PACKAGES.put("nsenter", "util-linux");
        PACKAGES.put("setpriv", "util-linux");
        PACKAGES.put("setsid", "util-linux");
        PACKAGES.put("git", "git");
    }

    private final Caller caller;

    Prerequisites(Caller caller) {
        this.caller = caller;
    }

    /** Installs what is missing, as root with apt-get; else says how. @throws CliException PREREQUISITE where something stays missing */
    void provide() {
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            if (!Servers.isRoot() || find("apt-get") == null) {
                throw lacks(missing, "this needs " + String.join(", ", missing));
            }
            install(missing);
        }
        requireNode();
    }

    /** Debian packages that are missing. */
    Set<String> missing() {
        Set<String> missing = new LinkedHashSet<>();
        PACKAGES.forEach((program, name) -> {
            if (find(program) == null) {
                missing.add(name);
            }
        });
        return missing;
    }

    /** What {@code doctor} can say without a server, in the form of the API's answer. */
    JsonNode report() {
        ObjectNode report = Json.object();
        ArrayNode checks = report.putArray("checks");
        Set<String> missing = missing();
        for (String name : new LinkedHashSet<>(PACKAGES.values())) {
            boolean there = !missing.contains(name);
            ObjectNode check = checks.addObject().put("name", name).put("status", there ? "ok" : "missing");
            check.put("found", there ? "installed" : "not found")
                    .put("why", "The server can't make sandboxes without it.");
            check.put("fix", command(Set.of(name)));
        }
        int node = nodeVersion();
        ObjectNode check = checks.addObject().put("name", "node").put("status", node >= NODE ? "ok" : "missing");
        check.put("found", node == 0 ? "not found" : "version " + node)
                .put("why", "Claude Code runs on Node " + NODE + " or newer.");
        check.put("fix", nodeAdvice());
        report.put("ok", missing.isEmpty() && node >= NODE);
        return report;
    }

    private void requireNode() {
        int version = nodeVersion();
        if (version < NODE) {
            throw new CliException(
                    ExitCode.PREREQUISITE,
                    version == 0
                            ? "Node " + NODE + " or newer is not installed"
                            : "Node is version " + version + "; " + NODE + " or newer is needed",
                    nodeAdvice());
        }
    }

    private static String nodeAdvice() {
        return "curl -fsSL https://deb.nodesource.com/setup_24.x | sudo -E bash - && sudo apt-get install -y nodejs\n"
                + "or another way of https://nodejs.org/en/download";
    }

    /** The major version; 0 where there is none. */
    private int nodeVersion() {
        if (find("node") == null) {
            return 0;
        }
        Program.Outcome outcome = run(List.of("node", "--version"), Duration.ofSeconds(20), "");
        Matcher version = Pattern.compile("v(\\d{1,4})\\.").matcher(outcome.out());
        return outcome.ok() && version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private void install(Set<String> missing) {
        List<String> command = new ArrayList<>(List.of("apt-get", "install", "-y", "--no-install-recommends"));
        command.addAll(missing);
        String label = "Installing " + String.join(", ", missing);
        Program.Outcome outcome = run(command, INSTALL, label);
        if (!outcome.ok()) {
            // A fresh machine has no package lists yet.
            run(List.of("apt-get", "update"), INSTALL, "Reading the package lists");
            outcome = run(command, INSTALL, label);
        }
        if (!outcome.ok()) {
            throw lacks(
                    missing, "apt-get could not install " + String.join(", ", missing) + ": " + outcome.lastWords());
        }
    }

    private Program.Outcome run(List<String> command, Duration timeout, String label) {
        Map<String, String> environment = new HashMap<>(caller.environment());
        environment.put("DEBIAN_FRONTEND", "noninteractive");
        environment.put("LC_ALL", "C.UTF-8");
        if (label.isEmpty()) {
            return Program.run(command, Path.of("/"), environment, timeout);
        }
        try (Progress progress = Progress.start(caller, label)) {
            Program.Outcome outcome = Program.run(command, Path.of("/"), environment, timeout, progress::update);
            if (outcome.ok()) {
                progress.done();
            }
            return outcome;
        }
    }

    private static CliException lacks(Set<String> missing, String what) {
        return new CliException(ExitCode.PREREQUISITE, what, "Install it and come back:  " + command(missing));
    }

    private static String command(Set<String> packages) {
        String sudo = Servers.isRoot() ? "" : "sudo ";
        return sudo + "apt-get update && " + sudo + "apt-get install -y " + String.join(" ", packages);
    }

    private @Nullable Path find(String program) {
        Path found = Program.find(program, caller.environment());
        // An ordinary user's PATH often lacks what only root used to run.
        return found == null ? Program.find(program, Map.of("PATH", "/usr/sbin:/sbin")) : found;
    }
}
