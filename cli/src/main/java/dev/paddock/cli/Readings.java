package dev.paddock.cli;

import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** What a live sandbox uses, as the API gives it. */
record Readings(JsonNode node) {
    /** 42%; empty where it is not known. */
    String cpu() {
        return node.path("cpuPercent").isNumber()
                ? Math.round(node.path("cpuPercent").asDouble()) + "%"
                : "";
    }

    String memory() {
        return node.path("memoryBytes").isNumber() ? Format.bytes(Json.number(node, "memoryBytes")) : "";
    }

    String disk() {
        return node.path("diskBytes").isNumber() ? Format.bytes(Json.number(node, "diskBytes")) : "";
    }

    String processes() {
        return node.path("processes").isNumber() ? Long.toString(Json.number(node, "processes")) : "";
    }

    String sentence() {
        StringJoiner all = new StringJoiner(", ");
        if (!cpu().isEmpty()) {
            all.add(cpu() + " cpu");
        }
        if (!memory().isEmpty()) {
            all.add(memory() + " memory");
        }
        if (!disk().isEmpty()) {
            all.add(disk() + " disk in " + Format.many(Json.number(node, "files"), "file"));
        }
        return all.add(Format.many(Json.number(node, "processes"), "process").replace("processs", "processes"))
                .toString();
    }
}
