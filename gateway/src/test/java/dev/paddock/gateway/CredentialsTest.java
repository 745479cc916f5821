package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A3")
class CredentialsTest {
    private static final String REQUEST =
            "POST /model/openai/responses HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

    /** A vendor that knows one access token. */
    private static TestServer vendor(String good) {
        return TestServer.http((request, out) -> {
            boolean known = request.head().contains("Bearer " + good);
            String body = known ? "{\"ok\":true}" : "{\"error\":{\"message\":\"expired\"}}";
            out.write(("HTTP/1.1 " + (known ? "200 OK" : "401 Unauthorized")
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body)
                    .getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static ModelRoute route(TestServer vendor, Credentials credentials) {
        return new ModelRoute(OpenAi.vendor(), URI.create("http://127.0.0.1:" + vendor.port()), credentials);
    }

    @Test
    void asksTheRunToSendAgainWhenTheVendorRefusedASignInThatCouldBeRenewed() throws IOException {
        AtomicBoolean isNew = new AtomicBoolean();
        Credentials renewing = new Credentials() {
            @Override
            public Optional<Credential> get() {
                return Optional.of(
                        Credential.chatGpt(isNew.get() ? "new-token-new-token" : "old-token-old-token", "acct"));
            }

            @Override
            public boolean renewed(Credential refused) {
                return isNew.compareAndSet(false, true);
            }
        };
        try (TestServer vendor = vendor("new-token-new-token");
                TestDoor door = new TestDoor()) {
            door.door.policy(new DoorPolicy(null, Map.of("openai", route(vendor, renewing))));
            assertThat(door.ask(REQUEST)).startsWith("HTTP/1.1 503 ").contains("credential-renewed");
            assertThat(door.ask(REQUEST)).startsWith("HTTP/1.1 200 ");
            assertThat(vendor.requests).hasSize(2);
        }
        try (TestServer vendor = vendor("another");
                TestDoor door = new TestDoor()) {
            door.door.policy(new DoorPolicy(null, Map.of("openai", route(vendor, renewing))));
            assertThat(door.ask(REQUEST))
                    .as("one that can't be renewed again is refused in the vendor's words")
                    .startsWith("HTTP/1.1 401 ")
                    .contains("expired");
        }
    }

    @Test
    @Tag("A4")
    void tellsTheRunWhyThereIsNoCredential() throws IOException {
        try (TestServer vendor = vendor("x");
                TestDoor door = new TestDoor()) {
            Credentials none = () -> {
                throw new NoCredentialException("The key is gone. Start the task again.");
            };
            door.door.policy(new DoorPolicy(null, Map.of("openai", route(vendor, none))));
            assertThat(door.ask(REQUEST))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("The key is gone. Start the task again.");
            assertThat(vendor.requests).isEmpty();
        }
    }
}
