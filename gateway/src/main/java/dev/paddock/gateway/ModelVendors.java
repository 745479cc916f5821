package dev.paddock.gateway;

import java.util.List;
import java.util.Optional;

/** The model vendors this version knows, by the name of their route. */
public final class ModelVendors {
    private static final List<ModelVendor> ALL =
            List.of(new Anthropic(), OpenAi.vendor(), new Gemini(), OpenAi.compatible());

    private ModelVendors() {}

    /** All of them; the order is for people. */
    public static List<ModelVendor> all() {
        return ALL;
    }

    /** The one of that name. */
    public static Optional<ModelVendor> named(String name) {
        return ALL.stream().filter(vendor -> vendor.name().equals(name)).findFirst();
    }
}
