package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many model requests a door lets through. */
@Tag("T8")
@Timeout(60)
class TurnsTest {
    private static String post(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    }

    @Test
    void refusesTheRequestOverTheLimitInTheVendorsWordsAndCountsNoneThatTheVendorRefused() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        TestServer vendor = TestServer.http((request, out) -> {
            String status = asked.incrementAndGet() == 1 ? "529 Overloaded" : "200 OK";
            out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
        try (TestDoor door = new TestDoor().route(vendor, Credential.anthropic("sk-ant-api03-planted"))) {
            Turns turns = new Turns(3, 1);
            door.door.policy(new DoorPolicy(null, door.door.policy().routes(), turns));
            assertThat(door.ask(post("/model/anthropic/v1/messages"))).startsWith("HTTP/1.1 529 ");
            assertThat(door.ask(post("/model/anthropic/v1/messages"))).startsWith("HTTP/1.1 200 ");
            // What costs nothing is no turn.
            assertThat(door.ask(post("/model/anthropic/v1/messages/count_tokens")))
                    .startsWith("HTTP/1.1 200 ");
            // Other destinations for the same run change nothing of the count.
            door.door.policy(door.door.policy().allow(AllowList.parse(java.util.List.of("new.example"))));
            assertThat(door.ask(post("/model/anthropic/v1/messages"))).startsWith("HTTP/1.1 200 ");
            assertThat(turns.refused()).isFalse();
            assertThat(door.ask(post("/model/anthropic/v1/messages")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"type\":\"permission_error\"", "as many model requests as it may", "The limit is 3.");
            assertThat(turns.refused()).isTrue();
            assertThat(door.denied().rule()).isEqualTo("turn-limit");
            Awaitility.await().until(() -> door.turnsUsed.get() == 1);
            assertThat(asked).hasValue(4);
        }
    }
}
