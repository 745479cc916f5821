package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.OwnSetUps;
import dev.paddock.home.Home;
import dev.paddock.task.Task;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What of a person's own agent set-up a run's home gets. */
public final class OwnHome {
    private OwnHome() {}

    /** Where a home keeps them. */
    public static OwnSetUps setUps(Home home) {
        return new OwnSetUps(home.root().resolve("own"));
    }

    /** @throws dev.paddock.error.PaddockException NOT_FOUND if the task names one that is not kept */
    static void check(Home home, Task task) {
        String own = task.options().own();
        if (own != null) {
            setUps(home).check(own);
        }
    }

    /** Path in the run's home → content, for its lead and the agents beside it. */
    static Map<String, byte[]> files(Home home, Task task, AgentFile lead, List<AgentFile> with) {
        String own = task.options().own();
        Map<String, byte[]> files = new TreeMap<>();
        if (own != null) {
            OwnSetUps setUps = setUps(home);
            files.putAll(setUps.files(own, lead.name()));
            with.forEach(other -> files.putAll(setUps.files(own, other.name())));
        }
        return files;
    }
}
