package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges one model call and tells its door's {@link ModelHealth} before the run has the whole of the answer. One thread. */
final class ModelOutcome {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MAX_BODY = 64 * 1024;

    private final ModelHealth health;
    private final ModelRoute route;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ResponseHead response;
    private @Nullable Instant reset;
    private boolean whole;

    ModelOutcome(ModelHealth health, ModelRoute route) {
        this.health = health;
        this.route = route;
    }

    /** The answer begins. */
    void begin(ResponseHead head) {
        response = head;
        if (head.status() >= 400) {
            judge(head, JSON.missingNode());
        }
    }

    /** More of its body. */
    void accept(byte[] bytes, int offset, int length) {
        if (response != null && response.status() >= 400 && body.size() + length <= MAX_BODY) {
            body.write(bytes, offset, length);
        }
    }

    /** The answer was passed on to its end. */
    void end() {
        whole = true;
        ResponseHead head = response;
        if (head == null) {
            return;
        }
        if (head.status() < 400) {
            health.served();
        } else {
            judge(head, parsed());
        }
    }

    /** The call is over, however it ended; null where that is not known. */
    void over(Closed.@Nullable End how) {
        boolean broken = how == Closed.End.UPSTREAM || how == Closed.End.IDLE;
        if (!whole && broken && (response == null || response.status() < 400)) {
            trouble(ModelTrouble.Kind.NETWORK, response == null ? 0 : response.status());
        }
    }

    /** A limit is reached for so long that the run had better end its turn than wait in it. */
    boolean longPause() {
        Instant until = reset;
        return response != null
                && response.status() == 429
                && until != null
                && until.isAfter(Instant.now().plus(LONG));
    }

    /** When calls are welcome again, as far as the vendor said so. */
    @Nullable
    Instant reset() {
        return reset;
    }

    private void judge(ResponseHead head, JsonNode said) {
        reset = ResetTime.of(head.headers(), said, Instant.now())
                .map(at -> at.truncatedTo(ChronoUnit.MILLIS))
                .orElse(null);
        int status = head.status();
        if (status == 429 || status == 402 || unpaid(said)) {
            trouble(ModelTrouble.Kind.QUOTA, status);
        } else if (status == 408 || status >= 500) {
            trouble(ModelTrouble.Kind.NETWORK, status);
        } else {
            reset = null;
            health.refused();
        }
    }

    /** Anthropic says 400 to an account without money. */
    private static boolean unpaid(JsonNode said) {
        return said.path("error")
                .path("message")
                .asString("")
                .toLowerCase(Locale.ROOT)
                .contains("credit balance is too low");
    }

    private void trouble(ModelTrouble.Kind kind, int status) {
        health.troubled(new ModelTrouble(kind, route.vendor().name(), route.host(), status, reset, Instant.now()));
    }

    private JsonNode parsed() {
        try {
            return JSON.readTree(body.toByteArray());
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }
}
