package dev.paddock.server;

import dev.paddock.account.LaunchKeys;
import dev.paddock.account.NewAccount;
import dev.paddock.account.Vendor;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.ModelVendor;
import dev.paddock.gateway.ModelVendors;
import dev.paddock.run.Models;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.util.Map;

/**
 * Sends model requests to the vendor: with the key that came with the task, with the account that it names, or with the vendor's default account; for rehearsed
 * tasks to the rehearsal. Thread-safe.
 */
final class VendorModels implements Models {
    private final AccountModels accounts;
    private final LaunchKeys keys;
    private final RehearsedModels rehearsed;

    VendorModels(AccountModels accounts, LaunchKeys keys, RehearsedModels rehearsed) {
        this.accounts = accounts;
        this.keys = keys;
        this.rehearsed = rehearsed;
    }

    @Override
    public void check(Task task, String vendor) {
        ModelVendor known = vendor(vendor);
        Task.Rehearsed played = task.rehearsal();
        if (played != null) {
            RehearsedModels.script(played);
        } else {
            String named = task.options().accounts().get(vendor);
            accounts.check(known, NewAccount.LAUNCH.equals(named) ? null : named, NewAccount.LAUNCH.equals(named));
        }
    }

    @Override
    public void keep(Run run, Map<String, String> given) {
        keys.keep(run.id(), given);
    }

    @Override
    public ModelRoute route(Task task, Run run, String vendor) {
        ModelVendor known = vendor(vendor);
        Task.Rehearsed played = task.rehearsal();
        if (played != null) {
            return rehearsed.route(known, run, played);
        }
        String named = task.options().accounts().get(vendor);
        return NewAccount.LAUNCH.equals(named)
                ? accounts.ofKey(known, () -> keys.find(run.id(), Vendor.of(vendor)))
                : accounts.ofAccount(known, named);
    }

    @Override
    public void release(Run run) {
        rehearsed.release(run);
        keys.release(run.id());
    }

    static ModelVendor vendor(String name) {
        return ModelVendors.named(name)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.INVALID,
                        "there is no model route " + name + "; there are "
                                + ModelVendors.all().stream()
                                        .map(ModelVendor::name)
                                        .toList()));
    }
}
