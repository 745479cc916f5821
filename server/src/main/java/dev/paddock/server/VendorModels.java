package dev.paddock.server;

import dev.paddock.agent.Accounts;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Credential;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.ModelVendor;
import dev.paddock.gateway.ModelVendors;
import dev.paddock.home.Home;
import dev.paddock.home.Settings;
import dev.paddock.rehearsal.Rehearsal;
import dev.paddock.rehearsal.Script;
import dev.paddock.rehearsal.ScriptException;
import dev.paddock.run.Models;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** Sends model requests to the vendor with the server's credential, or for rehearsed tasks to the rehearsal. Thread-safe. */
final class VendorModels implements Models {
    private final Accounts accounts;
    private final Rehearsal rehearsal;
    private final Settings settings;

    VendorModels(Accounts accounts, Rehearsal rehearsal, Settings settings) {
        this.accounts = accounts;
        this.rehearsal = rehearsal;
        this.settings = settings;
    }

    /** The bytes by which a rehearsal finds its conversations again after a restart; made at the first start. */
    static byte[] rehearsalSecret(Home home) {
        Path file = home.secrets().resolve("rehearsal");
        try {
            if (!Files.exists(file)) {
                byte[] bits = new byte[32];
                new SecureRandom().nextBytes(bits);
                PrivateFiles.write(file, HexFormat.of().formatHex(bits));
            }
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file + "; remove it and start again", e);
        }
    }

    @Override
    public void check(Task task, String vendor) {
        ModelVendor known = vendor(vendor);
        if (task.rehearsal() != null) {
            script(task.rehearsal());
        } else if (accounts.secret(vendor).isEmpty()) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "the server is not signed in with " + vendor + ". " + known.signIn()
                            + " To try without a key, add --rehearse.");
        }
    }

    @Override
    public ModelRoute route(Task task, Run run, String vendor) {
        ModelVendor known = vendor(vendor);
        if (task.rehearsal() != null) {
            return new ModelRoute(
                    known,
                    rehearsal.endpoint(run.id(), script(task.rehearsal())),
                    () -> Optional.of(Credential.apiKey("rehearsal")));
        }
        return new ModelRoute(
                known,
                settings.model(vendor)
                        .or(known::defaultBase)
                        .orElseThrow(() -> new PaddockException(
                                ErrorCode.PREREQUISITE, vendor + " needs a base URL. " + known.signIn())),
                () -> accounts.secret(vendor).map(secret -> credential(vendor, secret)));
    }

    @Override
    public void release(Run run) {
        rehearsal.forget(run.id());
    }

    private static Script script(Task.Rehearsed rehearsed) {
        try {
            return rehearsed.script() != null
                    ? Script.parse(rehearsed.script())
                    : Script.builtin(rehearsed.name() == null ? "default" : rehearsed.name());
        } catch (ScriptException e) {
            throw new PaddockException(ErrorCode.INVALID, "the rehearsal's script: " + e.getMessage(), e);
        }
    }

    private static Credential credential(String vendor, String secret) {
        return switch (vendor) {
            case "anthropic" -> Credential.anthropic(secret);
            case "gemini" -> Credential.gemini(secret);
            default -> Credential.bearer(secret);
        };
    }

    private static ModelVendor vendor(String name) {
        return ModelVendors.named(name)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.INVALID,
                        "there is no model route " + name + "; there are "
                                + ModelVendors.all().stream()
                                        .map(ModelVendor::name)
                                        .toList()));
    }
}
