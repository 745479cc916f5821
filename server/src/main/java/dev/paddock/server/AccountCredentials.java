package dev.paddock.server;

import dev.paddock.gateway.Credential;
import dev.paddock.gateway.Credentials;
import dev.paddock.gateway.ModelVendor;
import java.net.URI;
import java.util.Optional;

/**
 * The credential of one route, read anew for every request, so that a changed or removed account counts at once. Thread-safe.
 *
 * @param name of the account
 * @param orDefault whether the vendor's default may take its place where it is gone
 * @param base the one address that the credential goes to
 */
record AccountCredentials(AccountModels models, ModelVendor vendor, String name, boolean orDefault, URI base)
        implements Credentials {
    @Override
    public Optional<Credential> get() {
        return models.at(vendor, name, orDefault, base).flatMap(models::credential);
    }

    @Override
    public boolean renewed(Credential refused) {
        return models.at(vendor, name, orDefault, base)
                .map(signIn -> models.renewed(signIn, refused))
                .orElse(false);
    }
}
