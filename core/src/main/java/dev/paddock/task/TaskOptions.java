package dev.paddock.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose for a task beside its goal. Kept as JSON: a field that is absent has its usual value.
 *
 * @param mode the permission mode: {@code ask}, {@code accept-edits}, {@code plan} or {@code bypass}; null for the server's usual one
 * @param with agents whose programs each sandbox of the task holds besides the lead's
 * @param accounts vendor → name of the account to use; the vendor's usual one where absent
 * @param variables environment of the task's processes
 * @param own the person's own agent set-up that its runs get, as it was kept; null for none
 * @param limits what its runs may use, as {@link RunLimits#with} reads it; the server's usual limit where absent
 */
public record TaskOptions(
        @Nullable String mode,
        List<String> with,
        Map<String, String> accounts,
        Map<String, String> variables,
        @Nullable String own,
        Map<String, String> limits) {
    /** Nothing was chosen. */
    public static final TaskOptions NONE = new TaskOptions(null, List.of(), Map.of(), Map.of(), null);

    /** With the usual limits. */
    public TaskOptions(
            @Nullable String mode,
            List<String> with,
            Map<String, String> accounts,
            Map<String, String> variables,
            @Nullable String own) {
        this(mode, with, accounts, variables, own, Map.of());
    }

    /** Takes null for an absent list or map. */
    public TaskOptions(
            @Nullable String mode,
            @Nullable List<String> with,
            @Nullable Map<String, String> accounts,
            @Nullable Map<String, String> variables,
            @Nullable String own,
            @Nullable Map<String, String> limits) {
        this.mode = mode;
        this.with = with == null ? List.of() : List.copyOf(with);
        this.accounts = accounts == null ? Map.of() : Map.copyOf(accounts);
        this.variables = variables == null ? Map.of() : Map.copyOf(variables);
        this.own = own;
        this.limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
}
