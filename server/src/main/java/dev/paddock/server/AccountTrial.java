package dev.paddock.server;

import dev.paddock.account.Vendor;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.ModelVendor;
import dev.paddock.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Tries an account the way a run uses it: through a door of its own, with the smallest request that the vendor has, which costs nothing. Thread-safe; a call
 * takes as long as the vendor, 30 s at most.
 */
final class AccountTrial implements StoredAccounts.Trial {
    private static final int SECONDS = 30;
    private static final int MAX_ANSWER = 256 << 10;
    private static final int MAX_MESSAGE = 400;

    private final Gateway gateway;
    private final Home home;
    private final AccountModels models;

    AccountTrial(Gateway gateway, Home home, AccountModels models) {
        this.gateway = gateway;
        this.home = home;
        this.models = models;
    }

    @Override
    public AccountBook.TestView run(Vendor vendor, @Nullable String name) {
        ModelVendor known = VendorModels.vendor(vendor.text());
        String account = models.check(known, name, false);
        ModelRoute route = models.ofAccount(known, name);
        String answer = ask(route, "/model/" + vendor.text() + path(vendor));
        int status = answer.matches("(?s)HTTP/1\\.1 \\d{3} .*") ? Integer.parseInt(answer.substring(9, 12)) : 0;
        String message = status == 0 ? "no answer in " + SECONDS + " s" : message(status, answer);
        return new AccountBook.TestView(
                vendor.text(), account, route.base().getHost(), status >= 200 && status < 300, status, message);
    }

    private static String path(Vendor vendor) {
        return switch (vendor) {
            case ANTHROPIC -> "/v1/models?limit=1";
            case OPENAI -> "/models?client_version=1.0.0";
            case OPENAI_COMPATIBLE -> "/models";
            case GEMINI -> "/v1beta/models?pageSize=1";
        };
    }

    private String ask(ModelRoute route, String target) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String request = "GET " + target + " HTTP/1.1\r\nHost: paddock\r\nAccept: application/json\r\n"
                + "anthropic-version: 2023-06-01\r\nConnection: close\r\n\r\n";
        DoorPolicy policy = new DoorPolicy(null, Map.of(route.vendor().name(), route));
        try (Door door =
                        gateway.openDoor(home.runtime().resolve("try-" + id + ".sock"), policy, new DoorListener() {});
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door.socket()))) {
            CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(door::close);
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
        } catch (IOException | UncheckedIOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't ask the vendor: " + e.getMessage(), e);
        }
    }

    /** The vendor's own words where it refused. */
    private static String message(int status, String answer) {
        if (status < 300) {
            return "the vendor accepts it";
        }
        int start = answer.indexOf('{');
        int end = answer.lastIndexOf('}');
        try {
            JsonNode body =
                    EventJson.mapper().readTree(start < 0 || end < start ? "{}" : answer.substring(start, end + 1));
            JsonNode error = body.path("error");
            String text = error.path("message")
                    .asString(body.path("detail").asString(body.path("message").asString(error.asString(""))));
            return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
        } catch (JacksonException e) {
            return "";
        }
    }
}
