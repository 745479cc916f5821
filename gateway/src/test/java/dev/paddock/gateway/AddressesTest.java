package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @Tag("attack-30")
    @Tag("attack-31")
    @CsvSource({
        "127.0.0.1,loopback-address", "127.255.255.254,loopback-address", "::1,loopback-address",
        "10.0.0.0,private-address", "10.255.255.255,private-address", "172.16.0.0,private-address",
        "172.31.255.255,private-address", "192.168.255.255,private-address", "fc00::,private-address",
        "fdff::1,private-address", "169.254.0.1,link-local-address", "fe80::1,link-local-address",
        "febf::1,link-local-address", "fec0::1,link-local-address", "169.254.169.254,metadata-address",
        "fd00:ec2::254,metadata-address", "100.100.100.200,metadata-address", "168.63.129.16,metadata-address",
        "192.0.0.192,metadata-address", "100.64.0.0,shared-address", "100.127.255.255,shared-address",
        "224.0.0.0,multicast-address", "239.255.255.255,multicast-address", "ff00::,multicast-address",
        "0.0.0.0,reserved-address", "0.1.2.3,reserved-address", "240.0.0.0,reserved-address",
        "255.255.255.255,reserved-address", "192.0.0.1,reserved-address", "192.88.99.1,reserved-address",
        "198.18.0.0,reserved-address", "198.19.255.255,reserved-address", "::,reserved-address",
        "100::1,reserved-address", "2001:2::1,reserved-address", "2001:20::1,reserved-address",
        "4000::1,reserved-address", "5f00::1,reserved-address", "64:ff9b::7f00:1,translated-address",
        "64:ff9b:1:ffff::1,translated-address", "2002:a00:1::,translated-address", "2001::1,translated-address",
        "::7f00:1,translated-address", "::ffff:0:7f00:1,translated-address", "2600::5efe:a00:1,translated-address",
        "2600::200:5efe:a00:1,translated-address"
    })
    void refusesWhatIsNotPublic(String address, String code) {
        assertThat(Addresses.refusal(InetAddress.ofLiteral(address)).map(Refusal::code))
                .hasValue(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.7",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "126.255.255.255",
                "128.0.0.0",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "3fff:ffff::1"
            })
    void letsPublicAddressesThrough(String address) {
        assertThat(Addresses.refusal(InetAddress.ofLiteral(address))).isEmpty();
    }

    @Property
    @net.jqwik.api.Tag("attack-31")
    void anIpv6AddressThatCarriesAnIpv4OneIsNeverLetThrough(@ForAll int v4) throws UnknownHostException {
        byte[][] prefixes = {
            {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff},
            {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0},
            {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 1, 0, 0, 0, 0, 0, 0}
        };
        for (byte[] prefix : prefixes) {
            byte[] address =
                    java.nio.ByteBuffer.allocate(16).put(prefix).putInt(v4).array();
            InetAddress mapped = java.net.Inet6Address.getByAddress(null, address, -1);
            assertThat(Addresses.refusal(mapped)).hasValue(Refusal.TRANSLATED_ADDRESS);
        }
    }
}
