package dev.paddock.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run may reach. Immutable but for the count of its requests; whatever is missing denies.
 *
 * @param allow destinations for tunnels and plain HTTP
 * @param routes model routes by vendor name, as in {@code /model/<vendor>/…}
 * @param turns how many requests the routes take
 */
public record DoorPolicy(AllowList allow, Map<String, ModelRoute> routes, Turns turns) {
    /** The policy that denies everything. */
    public static final DoorPolicy NONE = new DoorPolicy(null, null);

    @SuppressWarnings("ParameterMissingNullable")
    public DoorPolicy(@Nullable AllowList allow, @Nullable Map<String, ModelRoute> routes, Turns turns) {
        this.allow = allow == null ? AllowList.none() : allow;
        this.routes = routes == null ? Map.of() : Map.copyOf(routes);
        this.turns = turns;
    }

    /** With any number of requests. */
    public DoorPolicy(@Nullable AllowList allow, @Nullable Map<String, ModelRoute> routes) {
        this(allow, routes, Turns.unlimited());
    }

    /** The same with another list of destinations. */
    public DoorPolicy allow(AllowList next) {
        return new DoorPolicy(next, routes, turns);
    }
}
