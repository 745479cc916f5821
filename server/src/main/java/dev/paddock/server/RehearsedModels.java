package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Credential;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.ModelVendor;
import dev.paddock.home.Home;
import dev.paddock.rehearsal.Rehearsal;
import dev.paddock.rehearsal.Script;
import dev.paddock.rehearsal.ScriptException;
import dev.paddock.task.Run;
import dev.paddock.task.Task.Rehearsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The routes of rehearsed tasks, whatever the vendor. Thread-safe. */
record RehearsedModels(Rehearsal rehearsal) {
    /** The bytes by which a rehearsal finds its conversations again after a restart; made at the first start. */
    static byte[] secret(Home home) {
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

    ModelRoute route(ModelVendor vendor, Run run, Rehearsed rehearsed) {
        return new ModelRoute(
                vendor,
                rehearsal.endpoint(run.id(), script(rehearsed)),
                () -> Optional.of(Credential.apiKey("rehearsal")));
    }

    void release(Run run) {
        rehearsal.forget(run.id());
    }

    /** @throws PaddockException INVALID with what is wrong with the script */
    static Script script(Rehearsed rehearsed) {
        try {
            return rehearsed.script() != null
                    ? Script.parse(rehearsed.script())
                    : Script.builtin(rehearsed.name() == null ? "default" : rehearsed.name());
        } catch (ScriptException e) {
            throw new PaddockException(ErrorCode.INVALID, "the rehearsal's script: " + e.getMessage(), e);
        }
    }
}
