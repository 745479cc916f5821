package dev.paddock.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run may reach. Immutable; whatever is missing denies.
 *
 * @param allow destinations for tunnels and plain HTTP
 * @param routes model routes by vendor name, as in {@code /model/<vendor>/…}
 */
public record DoorPolicy(AllowList allow, Map<String, ModelRoute> routes) {
    /** The policy that denies everything. */
    public static final DoorPolicy NONE = new DoorPolicy(null, null);

    @SuppressWarnings("ParameterMissingNullable")
    public DoorPolicy(@Nullable AllowList allow, @Nullable Map<String, ModelRoute> routes) {
        this.allow = allow == null ? AllowList.none() : allow;
        this.routes = routes == null ? Map.of() : Map.copyOf(routes);
    }
}
