package dev.paddock.environment;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of a test's own making, which certifies itself for one host. */
public final class TestingAuthority {
    public static final String PASSWORD = "changeit";

    private TestingAuthority() {}

    /**
     * Makes one.
     *
     * @param host its name, and the host's
     * @param store where its key goes, as PKCS#12
     * @param certificate where its certificate goes, in PEM
     */
    public static void make(String host, Path store, Path certificate) {
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=" + host,
                "-ext",
                "bc:c",
                "-ext",
                "san=dns:" + host);
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
    }

    private static void keytool(Path store, String... what) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of(what));
        line.addAll(
                List.of("-alias", "x", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Processes.run(Command.of(line)).orThrow("keytool");
    }
}
