package dev.paddock.home;

import java.lang.management.ManagementFactory;

/** The machine's memory, as far as this process may use it. */
public final class Memory {
    private Memory() {}

    /** In bytes; a container's limit where there is one. */
    public static long total() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
