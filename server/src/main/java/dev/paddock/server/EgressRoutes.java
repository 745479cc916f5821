package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.paddock.egress.Egress;
import dev.paddock.egress.Placed;
import dev.paddock.egress.Target;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Decision;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.HostSets;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of the allow-list. */
final class EgressRoutes {
    private static final int MAX_RULES = 200;
    private static final int MAX_RULE = 300;

    private final Egress egress;
    private final Lookup lookup;

    EgressRoutes(Services services) {
        this.egress = services.egress();
        this.lookup = new Lookup(services.store());
    }

    void install(RoutesConfig routes) {
        routes.get("/api/v1/egress", ctx -> show(ctx, target(ctx)));
        routes.post("/api/v1/egress", this::change);
        routes.get("/api/v1/egress/test", this::test);
        routes.get("/api/v1/egress/sets", ctx -> Json.answer(ctx, 200, Map.of("sets", HostSets.all())));
    }

    record ChangeBody(
            @Nullable String change,
            @Nullable List<String> rules,
            @Nullable String project,
            @Nullable String run) {}

    @JsonInclude(Include.NON_NULL)
    record RuleView(
            String rule,
            String verdict,
            String level,
            String source,
            @Nullable String warning) {}

    @JsonInclude(Include.NON_NULL)
    record TestView(
            String host,
            int port,
            String verdict,
            String rule,
            @Nullable String why,
            @Nullable RuleView by,
            List<String> addresses) {}

    private Target target(Context ctx) {
        return lookup.target(Parameters.text(ctx, "project"), Parameters.text(ctx, "run"));
    }

    private void show(Context ctx, Target target) {
        Json.answer(
                ctx,
                200,
                Map.of(
                        "rules",
                        egress.rules(target).stream().map(EgressRoutes::view).toList()));
    }

    private void change(Context ctx) {
        ChangeBody body = Json.read(ctx, ChangeBody.class);
        List<String> rules = Json.bounded(body.rules(), "rules", MAX_RULES);
        if (rules.isEmpty()) {
            throw new PaddockException(ErrorCode.INVALID, "the field rules is needed: hosts or names of sets");
        }
        rules.forEach(rule -> Json.required(rule, "rules", MAX_RULE));
        Target target = lookup.target(body.project(), body.run());
        egress.change(target, change(Json.required(body.change(), "change", 20)), rules);
        show(ctx, target);
    }

    private static Egress.Change change(String word) {
        return switch (word) {
            case "allow" -> Egress.Change.ALLOW;
            case "deny" -> Egress.Change.DENY;
            case "remove" -> Egress.Change.REMOVE;
            default -> throw new PaddockException(ErrorCode.INVALID, "the field change must be allow, deny or remove");
        };
    }

    private void test(Context ctx) {
        String host = Json.required(Parameters.text(ctx, "host"), "host", MAX_RULE);
        int port = (int) Parameters.whole(ctx, "port", 443, 1, 65_535);
        Egress.Tested tested = egress.test(target(ctx), host, port);
        Gateway.Probe probe = tested.probe();
        Placed by = tested.by();
        Json.answer(
                ctx,
                200,
                new TestView(
                        host,
                        port,
                        probe.decision() == Decision.ALLOW ? "allow" : "deny",
                        probe.rule(),
                        probe.why().isEmpty() ? null : probe.why(),
                        by == null ? null : view(by),
                        probe.addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .toList()));
    }

    private static RuleView view(Placed rule) {
        return new RuleView(
                rule.rule(),
                rule.denies() ? "deny" : "allow",
                rule.level().word(),
                rule.source().name().toLowerCase(Locale.ROOT),
                rule.denies() ? null : Egress.warning(rule.rule()));
    }
}
