package dev.paddock.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What runs may use. The server knows the names and values. */
final class LimitOptions {
    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            description =
                    "What a run may use at most: time=30m, turns=50, idle=10m, memory=8g, cpus=1.5, processes=500, disk=5g, files=200000, or none; again for one more.")
    Map<String, String> limits = new LinkedHashMap<>();

    /** As a field of the request. */
    void into(ObjectNode body) {
        if (!limits.isEmpty()) {
            limits.forEach(body.putObject("limits")::put);
        }
    }
}
