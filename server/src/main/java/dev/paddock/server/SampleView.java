package dev.paddock.server;

import java.util.List;
import java.util.Map;

/** The demo's sample project, as the API shows it. */
public record SampleView(String name, Map<String, String> files, List<String> goals, List<String> test) {}
