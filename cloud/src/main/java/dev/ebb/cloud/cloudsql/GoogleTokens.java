package dev.ebb.cloud.cloudsql;

import dev.ebb.cloud.wire.Call;
import dev.ebb.cloud.wire.Secret;
import dev.ebb.cloud.wire.Tree;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Short-lived tokens for Google: one that is in the environment, or one that a file of credentials
 * is exchanged for, of a service account or of somebody who signed in. Confined to one thread.
 */
final class GoogleTokens implements Supplier<Secret> {
  private static final String[] READY = {"CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"};
  private static final String FILE = "GOOGLE_APPLICATION_CREDENTIALS";
  private static final String USUAL_FILE = ".config/gcloud/application_default_credentials.json";
  private static final String SCOPE = "https://www.googleapis.com/auth/sqlservice.admin";
  private static final String EXCHANGE = "https://oauth2.googleapis.com/token";
  private static final Duration MARGIN = Duration.ofMinutes(2);

  private final Map<String, String> environment;
  private final Clock clock;
  private @Nullable Secret token;
  private Instant until = Instant.MIN;

  GoogleTokens(Map<String, String> environment, Clock clock) {
    this.environment = environment;
    this.clock = clock;
  }

  /** Where they come from, for messages. */
  String source() {
    for (String name : READY) {
      if (!value(name).isEmpty()) {
        return name;
      }
    }
    return file().map(Path::toString).orElse(FILE);
  }

  private String value(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private Optional<Path> file() {
    String named = value(FILE);
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    String home = value("HOME");
    return home.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(home, USUAL_FILE)).filter(Files::isRegularFile);
  }

  @Override
  public Secret get() {
    for (String name : READY) {
      if (!value(name).isEmpty()) {
        return new Secret(value(name));
      }
    }
    Secret known = token;
    if (known == null || clock.instant().isAfter(until)) {
      known = exchanged();
      token = known;
    }
    return known;
  }

  private Secret exchanged() {
    Path file = file().orElseThrow(GoogleTokens::none);
    Tree credentials = read(file);
    String type = credentials.text("type").orElse("?");
    Map<String, String> form =
        switch (type) {
          case "service_account" -> assertion(credentials, file);
          case "authorized_user" -> refresh(credentials);
          default ->
              throw Fault.of(
                  FaultCode.USAGE,
                  "credentials of type \"" + type + "\" in " + file + " are not understood",
                  "use those of a service account, or: export CLOUDSDK_AUTH_ACCESS_TOKEN=$(gcloud auth"
                      + " print-access-token). Nothing was contacted");
        };
    Tree answer = post(credentials.text("token_uri").orElse(EXCHANGE), form, file);
    until = clock.instant().plusSeconds(answer.number("expires_in").orElse(3600L)).minus(MARGIN);
    return new Secret(answer.text("access_token").orElseThrow(() -> refused(file, "no token")));
  }

  private static Fault none() {
    return Fault.of(
        FaultCode.USAGE,
        "there are no credentials for Cloud SQL",
        "export "
            + FILE
            + "=/path/to/key.json (a service account with role Cloud SQL Admin), or CLOUDSDK_AUTH_ACCESS_TOKEN="
            + "$(gcloud auth print-access-token). Nothing was contacted");
  }

  private static Tree read(Path file) {
    try {
      return Tree.parse(Files.readString(file))
          .filter(Tree::isObject)
          .orElseThrow(() ->
              Fault.of(
                  FaultCode.USAGE,
                  file + " is no file of credentials",
                  "name the JSON file that Google gave you in " + FILE));
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot read the credentials in " + file + ": " + e.getClass().getSimpleName(),
          "see that the file is there and can be read; nothing was contacted",
          e);
    }
  }

  private static Map<String, String> refresh(Tree credentials) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    for (String key : new String[] {"client_id", "client_secret", "refresh_token"}) {
      form.put(key, credentials.text(key).orElse(""));
    }
    return form;
  }

  /** A claim of who we are, signed with the account's key. */
  private Map<String, String> assertion(Tree credentials, Path file) {
    Instant now = clock.instant();
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("iss", credentials.text("client_email").orElse(""));
    claim.put("scope", SCOPE);
    claim.put("aud", credentials.text("token_uri").orElse(EXCHANGE));
    claim.put("iat", now.getEpochSecond());
    claim.put("exp", now.getEpochSecond() + 3600);
    Map<String, Object> head = Map.of("alg", "RS256", "typ", "JWT");
    String signed = encoded(Tree.of(head).json()) + "." + encoded(Tree.of(claim).json());
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    form.put("assertion", signed + "." + signature(credentials, signed, file));
    return form;
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String signature(Tree credentials, String text, Path file) {
    try {
      String key =
          credentials.text("private_key").orElse("").replaceAll("-----[A-Z ]+-----|\\s", "");
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key))));
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return encoded(signature.sign());
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // The cause could quote the key.
      throw Fault.of(
          FaultCode.USAGE,
          "the private key in " + file + " cannot be read",
          "have Google make a new key of the service account; nothing was contacted");
    }
  }

  private static Tree post(String address, Map<String, String> form, Path file) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(Call.query(form).substring(1)))
            .build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      Tree answer = Tree.parse(response.body()).orElse(Tree.EMPTY);
      if (response.statusCode() != 200) {
        throw refused(
            file,
            "status "
                + response.statusCode()
                + answer.text("error_description").map(text -> ", " + text).orElse(""));
      }
      return answer;
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.CONNECTION,
          "Google's exchange of credentials for a token cannot be reached: " + e.getMessage(),
          "check the network and a proxy, and run it again; nothing was changed",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(
          FaultCode.CANCELLED, "interrupted before a token was there", "nothing was changed", e);
    }
  }

  private static Fault refused(Path file, String why) {
    return Fault.of(
        FaultCode.PERMISSION,
        "Google gives no token for the credentials in " + file + ": " + why,
        "they may be expired or revoked: sign in anew (gcloud auth application-default login), or make"
            + " a new key; nothing was changed");
  }
}
