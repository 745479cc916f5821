package dev.paddock.server;

import dev.paddock.doctor.Doctor;
import dev.paddock.egress.Egress;
import dev.paddock.environment.Secrets;
import dev.paddock.home.Config;
import dev.paddock.home.Home;
import dev.paddock.project.Projects;
import dev.paddock.store.Store;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Everything that the API stands on.
 *
 * @param version of the server
 * @param shutdown stops the server soon, ending the runs' sandboxes too where true; returns at once
 */
public record Services(
        String version,
        Home home,
        Store store,
        Projects projects,
        RunControl runs,
        Egress egress,
        Config config,
        Patches patches,
        AgentCatalog agents,
        AccountBook accounts,
        GitTokens gitTokens,
        Secrets secrets,
        GitServing git,
        Doctor doctor,
        Proofs proofs,
        DiskControl disk,
        Supplier<SampleView> sample,
        Consumer<Boolean> shutdown) {}
