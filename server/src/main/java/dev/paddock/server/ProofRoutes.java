package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.escape.EscapeSuite;
import dev.paddock.escape.Proof;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The escape suite, against sandboxes of this server's own provider. One at a time. */
final class ProofRoutes {
    private static final System.Logger LOG = System.getLogger(ProofRoutes.class.getName());

    private final Services services;
    private final Semaphore one = new Semaphore(1);

    ProofRoutes(Services services) {
        this.services = services;
    }

    void install(RoutesConfig routes) {
        routes.post("/api/v1/proof", this::prove);
    }

    record ProofBody(@Nullable List<Integer> attacks) {}

    /** One line of the answer: an attack's, or the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            @Nullable Integer attack,
            @Nullable String title,
            @Nullable String outcome,
            @Nullable String detail,
            @Nullable Boolean done,
            @Nullable Boolean ok,
            @Nullable String provider,
            @Nullable String error) {}

    private void prove(Context ctx) throws IOException {
        Set<Integer> attacks =
                new TreeSet<>(Json.bounded(Json.read(ctx, ProofBody.class).attacks(), "attacks", 100));
        Set<Integer> known = EscapeSuite.attacks().stream()
                .map(attack -> attack.number())
                .collect(Collectors.toCollection(TreeSet::new));
        for (Integer attack : attacks) {
            if (!known.contains(attack)) {
                throw new PaddockException(
                        ErrorCode.INVALID, "there is no attack " + attack + " in this suite; there are " + known);
            }
        }
        if (!one.tryAcquire()) {
            throw new PaddockException(ErrorCode.CONFLICT, "the escape suite is at work already; wait for its end");
        }
        try {
            Connections.patient(ctx);
            ctx.contentType("application/x-ndjson");
            OutputStream out = ctx.res().getOutputStream();
            tell(out, last(attacks, out));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            one.release();
        }
    }

    private Line last(Set<Integer> attacks, OutputStream out) {
        try {
            Proof proof = services.proofs().run(attacks, result -> tell(out, line(result)));
            return new Line(null, null, null, null, true, proof.ok(), proof.provider(), null);
        } catch (PaddockException e) {
            return new Line(null, null, null, null, true, false, null, e.detail());
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the escape suite failed", e);
            return new Line(
                    null, null, null, null, true, false, null, "something went wrong in the server; its log says what");
        }
    }

    private static Line line(Proof.Result result) {
        String detail = result.outcome().detail();
        return new Line(
                result.attack().number(),
                result.attack().title(),
                result.outcome().word(),
                detail.isEmpty() ? null : detail,
                null,
                null,
                null,
                null);
    }

    private static void tell(OutputStream out, Line line) {
        try {
            out.write((Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
