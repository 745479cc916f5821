package dev.paddock.account;

import dev.paddock.account.Account.Kind;
import dev.paddock.account.Account.Source;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import dev.paddock.home.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The files of accounts, each of mode 0600: {@code accounts/<vendor>/<name>.json}, and beside them {@code chosen}, the name of the vendor's default. A file
 * {@code <vendor>.json} of an earlier version is read as the account named {@code default}.
 */
final class AccountFiles {
    private static final String CHOSEN = "chosen";

    private final Path secrets;

    AccountFiles(Path secrets) {
        this.secrets = secrets;
    }

    /** The form of a file. */
    private record Stored(
            Kind kind,
            Instant since,
            @Nullable String secret,
            @Nullable ChatGptTokens chatgpt,
            @Nullable String url) {
        @Override
        public String toString() {
            return "Stored[" + kind + "]";
        }
    }

    List<SignIn> read(Vendor vendor) {
        List<SignIn> found = new ArrayList<>();
        Path directory = directory(vendor);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(path -> name(path).endsWith(".json"))
                        .sorted()
                        .toList()) {
                    found.add(read(vendor, name(file).replaceFirst("\\.json$", ""), file));
                }
            } catch (IOException e) {
                throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory + ": " + e.getMessage(), e);
            }
        }
        Path old = old(vendor);
        if (Files.exists(old)
                && found.stream().noneMatch(one -> one.account().name().equals(NewAccount.USUAL))) {
            found.add(read(vendor, NewAccount.USUAL, old));
        }
        return found;
    }

    void write(SignIn signIn) {
        Account account = signIn.account();
        URI url = account.url();
        String text = url == null ? null : url.toString();
        Stored stored = switch (signIn.secret()) {
            case Secret.Key key -> new Stored(account.kind(), account.since(), key.text(), null, text);
            case Secret.ChatGpt chatGpt -> new Stored(account.kind(), account.since(), null, chatGpt.tokens(), text);
            case Secret.None none -> new Stored(account.kind(), account.since(), null, null, text);
        };
        PrivateFile.write(
                directory(account.vendor()).resolve(account.name() + ".json"),
                EventJson.mapper().writeValueAsString(stored));
        if (account.name().equals(NewAccount.USUAL)) {
            delete(old(account.vendor()));
        }
    }

    void remove(Vendor vendor, String name) {
        delete(directory(vendor).resolve(name + ".json"));
        if (name.equals(NewAccount.USUAL)) {
            delete(old(vendor));
        }
    }

    /** The name of the vendor's default, where one was chosen. */
    Optional<String> chosen(Vendor vendor) {
        Path file = directory(vendor).resolve(CHOSEN);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file + ": " + e.getMessage(), e);
        }
    }

    void choose(Vendor vendor, String name) {
        PrivateFile.write(directory(vendor).resolve(CHOSEN), name + "\n");
    }

    private static SignIn read(Vendor vendor, String name, Path file) {
        try {
            Stored stored = EventJson.mapper().readValue(Files.readString(file), Stored.class);
            ChatGptTokens tokens = stored.chatgpt();
            String text = stored.secret();
            Secret secret = tokens != null
                    ? new Secret.ChatGpt(tokens)
                    : text != null ? new Secret.Key(text) : new Secret.None();
            URI url = stored.url() == null ? null : URI.create(stored.url());
            return new SignIn(
                    new Account(vendor, name, stored.kind(), Source.STORED, stored.since(), secret.hint(), url, false),
                    secret);
        } catch (IOException | JacksonException | IllegalArgumentException | PaddockException e) {
            // The cause may quote the secret.
            throw new PaddockException(ErrorCode.INVALID, "can't read " + file + "; delete it and sign in again");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't delete " + file + ": " + e.getMessage(), e);
        }
    }

    private Path directory(Vendor vendor) {
        return secrets.resolve("accounts").resolve(vendor.text());
    }

    private Path old(Vendor vendor) {
        return secrets.resolve(vendor.text() + ".json");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
