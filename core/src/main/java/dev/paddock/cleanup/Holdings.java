package dev.paddock.cleanup;

import dev.paddock.agent.OldPrograms;
import dev.paddock.environment.Layers;
import dev.paddock.home.Home;
import dev.paddock.run.Runs;
import dev.paddock.store.Store;
import dev.paddock.workspace.BaseCheckouts;
import dev.paddock.workspace.Workspaces;

/** The owners of what is on the disk; only they remove it. */
public record Holdings(
        Home home,
        Store store,
        Runs runs,
        Workspaces workspaces,
        BaseCheckouts bases,
        Layers layers,
        OldPrograms programs) {}
