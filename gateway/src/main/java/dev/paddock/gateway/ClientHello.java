package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The first message of a TLS connection (RFC 8446 4.1.2), as far as the gateway needs it. */
final class ClientHello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MAX_RECORD = 16 * 1024;
    private static final int MAX_MESSAGE = 32 * 1024;
    private static final int MAX_RECORDS = 64;

    private final byte[] records;
    private final @Nullable String serverName;

    private ClientHello(byte[] records, @Nullable String serverName) {
        this.records = records;
        this.serverName = serverName;
    }

    /** The bytes as they came, to be passed on. */
    byte[] records() {
        return records;
    }

    /** The name in server_name (RFC 6066 3), lower case; null when there is none. Under Encrypted ClientHello, the outer one. */
    @Nullable
    String serverName() {
        return serverName;
    }

    /**
     * Reads records until the message is whole, wherever it is split.
     *
     * @throws RefusedException with {@link Refusal#NOT_TLS} for anything else
     */
    static ClientHello read(Input input) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] header = new byte[5];
        for (int i = 0; i < MAX_RECORDS; i++) {
            readHeader(input, header);
            int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
            if (length == 0 || length > MAX_RECORD || message.size() + length > MAX_MESSAGE + MAX_RECORD) {
                throw notTls();
            }
            byte[] fragment = new byte[length];
            input.readFully(fragment, 0, length);
            records.writeBytes(header);
            records.writeBytes(fragment);
            message.writeBytes(fragment);
            byte[] soFar = message.toByteArray();
            if (soFar[0] != CLIENT_HELLO) {
                throw notTls();
            }
            if (soFar.length >= 4) {
                int size = (soFar[1] & 0xff) << 16 | (soFar[2] & 0xff) << 8 | (soFar[3] & 0xff);
                if (size > MAX_MESSAGE || soFar.length > size + 4) {
                    throw notTls();
                }
                if (soFar.length == size + 4) {
                    return new ClientHello(records.toByteArray(), serverName(ByteBuffer.wrap(soFar, 4, size)));
                }
            }
        }
        throw notTls();
    }

    /** Byte by byte, so that a client that speaks something else is refused at once instead of after a time-out. */
    private static void readHeader(Input input, byte[] header) throws IOException {
        for (int i = 0; i < header.length; i++) {
            int b = input.read();
            boolean wrong = switch (i) {
                case 0 -> b != HANDSHAKE;
                case 1 -> b != 3;
                case 2 -> b < 0 || b > 4;
                default -> b < 0;
            };
            if (wrong) {
                throw notTls();
            }
            header[i] = (byte) b;
        }
    }

    private static @Nullable String serverName(ByteBuffer hello) {
        try {
            skip(hello, 2 + 32);
            skip(hello, hello.get() & 0xff);
            skip(hello, hello.getShort() & 0xffff);
            skip(hello, hello.get() & 0xff);
            if (!hello.hasRemaining()) {
                return null;
            }
            ByteBuffer extensions = vector(hello);
            if (hello.hasRemaining()) {
                throw notTls();
            }
            String name = null;
            while (extensions.hasRemaining()) {
                int type = extensions.getShort() & 0xffff;
                ByteBuffer data = vector(extensions);
                if (type == 0) {
                    if (name != null) {
                        throw notTls();
                    }
                    name = hostName(data);
                }
            }
            return name;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw notTls();
        }
    }

    private static String hostName(ByteBuffer data) {
        ByteBuffer list = vector(data);
        int type = list.get();
        ByteBuffer name = vector(list);
        if (data.hasRemaining() || list.hasRemaining() || type != 0) {
            throw notTls();
        }
        byte[] bytes = new byte[name.remaining()];
        name.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private static ByteBuffer vector(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        ByteBuffer vector = in.slice(in.position(), Math.min(length, in.remaining()));
        skip(in, length);
        return vector;
    }

    private static void skip(ByteBuffer in, int n) {
        in.position(in.position() + n);
    }

    private static RefusedException notTls() {
        return new RefusedException(Refusal.NOT_TLS, "");
    }
}
