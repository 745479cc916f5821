package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter as the kernel would read it, for both architectures, on an interpreter of its few instructions. */
final class FilterProgramTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int KILL = 0x80000000;
    private static final int EPERM = 0x00050001;
    private static final int EAFNOSUPPORT = 0x00050000 | 97;

    private static int verdict(Machine filter, int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(architecture).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        ByteBuffer program = ByteBuffer.wrap(SeccompFilter.build(filter)).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = program.getShort(8 * at);
            int ifTrue = program.get(8 * at + 2) & 0xff;
            int ifFalse = program.get(8 * at + 3) & 0xff;
            int constant = program.getInt(8 * at + 4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(constant);
                case 0x15 -> at += accumulator == constant ? ifTrue : ifFalse;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, constant) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & constant) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return constant;
                }
                default -> throw new AssertionError("instruction " + code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsOtherArchitectures(Machine machine) {
        int i386 = 0x40000003;
        int arm = 0x40000028;
        assertThat(verdict(machine, i386, 1)).isEqualTo(KILL);
        assertThat(verdict(machine, arm, 1)).isEqualTo(KILL);
        assertThat(verdict(machine, machine.audit(), 0)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @EnumSource
    void deniesEachCallOfTheList(Machine machine) {
        for (Denied call : Denied.values()) {
            if (call.number(machine) >= 0) {
                assertThat(verdict(machine, machine.audit(), call.number(machine)))
                        .as(call.name())
                        .isEqualTo(0x00050000 | call.errno());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsSocketsAsTheKernelDoes(Machine machine) {
        int socket = machine == Machine.X86_64 ? 41 : 198;
        assertThat(verdict(machine, machine.audit(), socket, 1, 1, 0)).isEqualTo(ALLOW);
        assertThat(verdict(machine, machine.audit(), socket, 16, 3, 0)).isEqualTo(ALLOW);
        assertThat(verdict(machine, machine.audit(), socket, 16, 3, 9)).isEqualTo(EAFNOSUPPORT);
        assertThat(verdict(machine, machine.audit(), socket, 40, 1, 0)).isEqualTo(EAFNOSUPPORT);
        assertThat(verdict(machine, machine.audit(), socket, (7L << 32) | 40, 1, 0))
                .isEqualTo(EAFNOSUPPORT);
        assertThat(verdict(machine, machine.audit(), socket, 16, 3, (1L << 32) | 15))
                .isEqualTo(EAFNOSUPPORT);
    }

    @ParameterizedTest
    @EnumSource
    void deniesEachNamespace(Machine machine) {
        int unshare = machine == Machine.X86_64 ? 272 : 97;
        int clone = machine == Machine.X86_64 ? 56 : 220;
        for (int flag : new int[] {0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000}) {
            assertThat(verdict(machine, machine.audit(), unshare, flag)).isEqualTo(EPERM);
            assertThat(verdict(machine, machine.audit(), clone, flag | 17)).isEqualTo(EPERM);
        }
        assertThat(verdict(machine, machine.audit(), clone, 0x003d0f00))
                .as("a thread")
                .isEqualTo(ALLOW);
    }

    @Test
    void killsX32ButNotASkippedCall() {
        int x86 = Machine.X86_64.audit();
        assertThat(verdict(Machine.X86_64, x86, 0x40000000 | 39)).isEqualTo(KILL);
        assertThat(verdict(Machine.X86_64, x86, 0x7fffffff)).isEqualTo(KILL);
        assertThat(verdict(Machine.X86_64, x86, 0x80000001)).isEqualTo(KILL);
        assertThat(verdict(Machine.X86_64, x86, -1)).isEqualTo(ALLOW);
    }
}
