package dev.paddock.run;

import dev.paddock.agent.Agents;
import dev.paddock.agent.OutputWatch;
import dev.paddock.egress.Egress;
import dev.paddock.environment.Environments;
import dev.paddock.gateway.Gateway;
import dev.paddock.home.Home;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.store.Store;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.RunLimits;
import dev.paddock.workspace.Workspaces;
import java.time.Duration;

/**
 * What runs are made of; all of it is owned by who built it and must outlive {@link Runs}.
 *
 * @param limits what a run may use where nobody chose otherwise
 * @param room for how many runs at once there is
 * @param patience how long what may pass is waited for
 * @param warm how long an agent stays after its turn, in case there is more to say
 * @param mode the permission mode of tasks that name none
 */
public record Parts(
        Home home,
        Store store,
        SandboxProvider provider,
        Workspaces workspaces,
        Gateway gateway,
        Models models,
        Agents agents,
        OutputWatch watch,
        RunLimits limits,
        Egress egress,
        Room room,
        Patience patience,
        Duration warm,
        String defaultAgent,
        PermissionMode mode,
        Environments environments) {}
