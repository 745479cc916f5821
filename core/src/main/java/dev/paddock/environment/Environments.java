package dev.paddock.environment;

import dev.paddock.sandbox.Bind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a run's environment together. Thread-safe; looks at files, so calls may block. */
public final class Environments {
    private final Toolchains toolchains;
    private final Optional<CaBundle> bundle;

    /** @param bundle a company's certificate authorities */
    public Environments(Toolchains toolchains, Optional<CaBundle> bundle) {
        this.toolchains = toolchains;
        this.bundle = bundle;
    }

    /** The toolchains that runs see now. */
    public List<Toolchain> toolchains() {
        return toolchains.find();
    }

    /**
     * For one run.
     *
     * @param chosen variables of its task
     */
    public RunEnvironment of(Map<String, String> chosen) {
        Toolchains.Shown shown = Toolchains.show(toolchains.find());
        List<Bind> binds = new ArrayList<>(shown.binds());
        Map<String, String> variables = new HashMap<>(shown.variables());
        bundle.ifPresent(ca -> {
            binds.addAll(ca.binds());
            variables.putAll(ca.variables());
        });
        variables.putAll(JavaTools.variables(bundle, Optional.empty()));
        variables.putAll(chosen);
        return new RunEnvironment(binds, variables, JavaTools.files(bundle));
    }
}
