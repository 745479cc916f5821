package dev.paddock.bubblewrap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles a classic BPF program over {@code struct seccomp_data}, as {@code linux/filter.h} and {@code linux/seccomp.h} define them. Words are
 * 32 bits wide; conditions test the word loaded last. Not safe for use by several threads.
 */
final class Bpf {
    /** Offsets in {@code struct seccomp_data}. */
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER_OR_EQUAL = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;

    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;
    private static final int KILL_PROCESS = 0x80000000;

    private record Instruction(int code, int ifTrue, int ifFalse, int constant) {}

    private final List<Instruction> instructions = new ArrayList<>();

    Bpf loadNumber() {
        return load(NUMBER);
    }

    Bpf loadArchitecture() {
        return load(ARCHITECTURE);
    }

    /** Loads the low half of an argument, which is all of it that the kernel reads for an {@code int}. Both machines are little-endian. */
    Bpf loadArgument(int index) {
        return load(ARGUMENTS + 8 * index);
    }

    /** Executes {@code body} if the word equals the value, else goes on behind it. */
    Bpf ifEqual(int value, Bpf body) {
        return branch(JUMP_EQUAL, value, body, true);
    }

    Bpf ifNotEqual(int value, Bpf body) {
        return branch(JUMP_EQUAL, value, body, false);
    }

    /** Unsigned comparison. */
    Bpf ifAtLeast(int value, Bpf body) {
        return branch(JUMP_GREATER_OR_EQUAL, value, body, true);
    }

    Bpf ifAnyBit(int mask, Bpf body) {
        return branch(JUMP_SET, mask, body, true);
    }

    Bpf allow() {
        return add(RETURN, 0, 0, ALLOW);
    }

    Bpf kill() {
        return add(RETURN, 0, 0, KILL_PROCESS);
    }

    Bpf fail(int errno) {
        return add(RETURN, 0, 0, ERRNO | errno);
    }

    /** The program as an array of {@code struct sock_filter}. */
    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(8 * instructions.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : instructions) {
            bytes.putShort((short) instruction.code())
                    .put((byte) instruction.ifTrue())
                    .put((byte) instruction.ifFalse())
                    .putInt(instruction.constant());
        }
        return bytes.array();
    }

    private Bpf load(int offset) {
        return add(LOAD_WORD, 0, 0, offset);
    }

    private Bpf branch(int code, int value, Bpf body, boolean when) {
        int length = body.instructions.size();
        if (length > 255) {
            throw new IllegalArgumentException("a jump reaches 255 instructions, the body has " + length);
        }
        add(code, when ? 0 : length, when ? length : 0, value);
        instructions.addAll(body.instructions);
        return this;
    }

    private Bpf add(int code, int ifTrue, int ifFalse, int constant) {
        instructions.add(new Instruction(code, ifTrue, ifFalse, constant));
        return this;
    }
}
