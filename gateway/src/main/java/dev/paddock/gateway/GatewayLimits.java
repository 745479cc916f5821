package dev.paddock.gateway;

import java.time.Duration;

/**
 * Bounds on what a run can make the gateway do. Each is for one door or one connection.
 *
 * @param connections open at once through one door; more are answered 503
 * @param headerBytes size of one request or response head
 * @param headerCount header fields in one head
 * @param modelBodyBytes size of a request body on a model route
 * @param uploadBytes bytes a run may send through one tunnel or plain HTTP request
 * @param headTimeout for a request head to arrive whole, and for a kept connection to stay unused
 * @param helloTimeout for the ClientHello after CONNECT
 * @param connectTimeout for one TCP connection and TLS handshake to be made
 * @param tunnelIdle a tunnel with no byte in either direction for this long is closed
 * @param modelIdle the same for a model request
 * @param verdictsPerSecond reported one by one; beyond that, equal ones are counted together
 */
public record GatewayLimits(
        int connections,
        int headerBytes,
        int headerCount,
        long modelBodyBytes,
        long uploadBytes,
        Duration headTimeout,
        Duration helloTimeout,
        Duration connectTimeout,
        Duration tunnelIdle,
        Duration modelIdle,
        int verdictsPerSecond) {
    private static final long MIB = 1024 * 1024;

    /** The limits that ship. */
    public static final GatewayLimits DEFAULT = new GatewayLimits(
            256,
            32 * 1024,
            100,
            64 * MIB,
            4096 * MIB,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            100);

    public GatewayLimits {
        if (connections < 1 || headerBytes < 1024 || headerCount < 1 || modelBodyBytes < 1 || uploadBytes < 1) {
            throw new IllegalArgumentException("gateway limits must be positive, and headerBytes at least 1024");
        }
    }

    /** A copy with another number of connections. */
    GatewayLimits withConnections(int value) {
        return new GatewayLimits(
                value,
                headerBytes,
                headerCount,
                modelBodyBytes,
                uploadBytes,
                headTimeout,
                helloTimeout,
                connectTimeout,
                tunnelIdle,
                modelIdle,
                verdictsPerSecond);
    }

    /** A copy with other bounds on bodies. */
    GatewayLimits withBodies(long model, long upload) {
        return new GatewayLimits(
                connections,
                headerBytes,
                headerCount,
                model,
                upload,
                headTimeout,
                helloTimeout,
                connectTimeout,
                tunnelIdle,
                modelIdle,
                verdictsPerSecond);
    }

    /** A copy with other times: head, hello and connect; and idle, for tunnels and model requests alike. */
    GatewayLimits withTimes(Duration opening, Duration idle) {
        return new GatewayLimits(
                connections,
                headerBytes,
                headerCount,
                modelBodyBytes,
                uploadBytes,
                opening,
                opening,
                opening,
                idle,
                idle,
                verdictsPerSecond);
    }
}
