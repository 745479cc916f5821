package dev.paddock.escape;

import dev.paddock.gateway.AllowList;
import dev.paddock.gateway.AllowRuleException;
import dev.paddock.gateway.Anthropic;
import dev.paddock.gateway.Credential;
import dev.paddock.gateway.Dialler;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.GatewayLimits;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.TrustStores;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The gateway of a target and what lies behind it: nothing but a model vendor on loopback. Names and addresses are only written down. Closed with its
 * target.
 */
final class WayOut implements AutoCloseable {
    /** Opens the door of a run. */
    @FunctionalInterface
    interface Doors {
        AutoCloseable open(WayOut out, Path socket);
    }

    /** The product's own. */
    static final Doors OWN = (out, socket) -> out.gateway.openDoor(socket, out.policy(), new DoorListener() {});

    private final FakeVendor vendor = new FakeVendor();
    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private final Gateway gateway = new Gateway(
            host -> {
                lookedUp.add(host);
                throw new UnknownHostException(host);
            },
            (address, timeout) -> {
                if (address.getPort() == vendor.port() && address.getAddress().isLoopbackAddress()) {
                    return Dialler.system().dial(address, timeout);
                }
                dialled.add(address.toString());
                throw new ConnectException("the escape suite dials nobody");
            },
            GatewayLimits.DEFAULT,
            TrustStores.withPemBundle(null));
    private final String key;

    /** @param key the vendor's, which no run may see */
    WayOut(String key) {
        this.key = key;
    }

    FakeVendor vendor() {
        return vendor;
    }

    String key() {
        return key;
    }

    /** The host names that the gateway was asked to look up. */
    List<String> lookedUp() {
        return lookedUp;
    }

    /** The addresses, other than the vendor's, that the gateway wanted to connect to. */
    List<String> dialled() {
        return dialled;
    }

    void forget() {
        vendor.forget();
        lookedUp.clear();
        dialled.clear();
    }

    /** One host is allowed, and one model. */
    private DoorPolicy policy() {
        try {
            return new DoorPolicy(
                    AllowList.parse(List.of("allowed.example:443")),
                    Map.of(
                            "anthropic",
                            new ModelRoute(new Anthropic(), vendor.base(), () -> Optional.of(Credential.apiKey(key)))));
        } catch (AllowRuleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        vendor.close();
    }
}
