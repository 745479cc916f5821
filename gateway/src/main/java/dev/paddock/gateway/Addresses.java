package dev.paddock.gateway;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a run may never reach, whatever name leads there. After the IANA special-purpose address registries (RFC
 * 6890 and its updates); 203.0.113.0/24 is not refused, as closed networks use it.
 */
final class Addresses {
    private Addresses() {}

    /** Why the address is refused; empty when it is a public unicast address. */
    static Optional<Refusal> refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return Optional.ofNullable(bytes.length == 4 ? v4(bytes) : v6(bytes));
    }

    private static @Nullable Refusal v4(byte[] address) {
        int a = address[0] & 0xff;
        int b = address[1] & 0xff;
        int c = address[2] & 0xff;
        int d = address[3] & 0xff;
        if (a == 127) {
            return Refusal.LOOPBACK_ADDRESS;
        }
        if (a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168)) {
            return Refusal.PRIVATE_ADDRESS;
        }
        boolean metadata = (a == 169 && b == 254 && c == 169 && d == 254)
                || (a == 100 && b == 100 && c == 100 && d == 200)
                || (a == 168 && b == 63 && c == 129 && d == 16)
                || (a == 192 && b == 0 && c == 0 && d == 192);
        if (metadata) {
            return Refusal.METADATA_ADDRESS;
        }
        if (a == 169 && b == 254) {
            return Refusal.LINK_LOCAL_ADDRESS;
        }
        if (a == 100 && b >= 64 && b < 128) {
            return Refusal.SHARED_ADDRESS;
        }
        if (a >= 224 && a < 240) {
            return Refusal.MULTICAST_ADDRESS;
        }
        boolean reserved = a == 0
                || a >= 240
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19));
        return reserved ? Refusal.RESERVED_ADDRESS : null;
    }

    private static @Nullable Refusal v6(byte[] address) {
        long high = bits(address, 0);
        long low = bits(address, 8);
        if (high == 0 && low == 1) {
            return Refusal.LOOPBACK_ADDRESS;
        }
        if (high == 0 && low == 0) {
            return Refusal.RESERVED_ADDRESS;
        }
        if (embedsV4(high, low)) {
            return Refusal.TRANSLATED_ADDRESS;
        }
        if ((high == 0xfd00_0ec2_0000_0000L && low == 0x254) || (high == 0xfd20_00ce_0000_0000L && low == 0x254)) {
            return Refusal.METADATA_ADDRESS;
        }
        if (high >>> 57 == 0xfc >> 1) {
            return Refusal.PRIVATE_ADDRESS;
        }
        if (high >>> 54 == 0xfe80 >> 6 || high >>> 54 == 0xfec0 >> 6) {
            return Refusal.LINK_LOCAL_ADDRESS;
        }
        if (high >>> 56 == 0xff) {
            return Refusal.MULTICAST_ADDRESS;
        }
        boolean globalUnicast = high >>> 61 == 1;
        boolean protocolAssignment = high >>> 41 == 0x2001_0000L >> 9;
        return globalUnicast && !protocolAssignment ? null : Refusal.RESERVED_ADDRESS;
    }

    /** IPv4-compatible, -mapped and -translated, both NAT64 prefixes, Teredo, 6to4, ISATAP. */
    private static boolean embedsV4(long high, long low) {
        boolean compatible = high == 0 && low >>> 32 == 0;
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        boolean translated = high == 0 && low >>> 32 == 0xffff_0000L;
        boolean nat64 = (high == 0x0064_ff9b_0000_0000L && low >>> 32 == 0) || high >>> 16 == 0x0064_ff9b_0001L;
        boolean teredo = high >>> 32 == 0x2001_0000L;
        boolean sixToFour = high >>> 48 == 0x2002;
        boolean isatap = (low >>> 32 & 0xfdff_ffffL) == 0x5efe;
        return compatible || mapped || translated || nat64 || teredo || sixToFour || isatap;
    }

    private static long bits(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[offset + i] & 0xff);
        }
        return value;
    }
}
