package dev.ebb.cloud.rds;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Setting;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.RdsClientBuilder;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * Calls to Amazon by its own library, which signs them, and repeats them when it is told that it
 * calls too often. Whatever goes wrong becomes words. Confined to one thread.
 */
final class Aws {
  static final Setting REGION =
      new Setting("region", "as eu-west-1; default: $AWS_REGION, or that of the profile");
  static final Setting ENDPOINT =
      new Setting("endpoint", "another address of the interface; default: Amazon's");

  private static final String PLACE = "ebb:place";
  private static final String MOMENT = "ebb:at";
  private static final String SOURCE = "ebb:source";

  private final Map<String, String> environment;
  private final Scene scene;
  private @Nullable RdsClient client;

  private Aws(Scene scene) {
    this.scene = scene;
    this.environment = scene.environment();
  }

  /** With what a scene says; contacts nobody. */
  static Aws of(Scene scene) {
    return new Aws(scene);
  }

  static String required(Scene scene, String key, String provider) {
    return scene
        .setting(key)
        .orElseThrow(() ->
            Fault.of(
                FaultCode.USAGE,
                "nothing says which " + key + " is meant",
                "write it into ebb.yaml (restore: {provider: "
                    + provider
                    + ", "
                    + key
                    + ": prod-db}), or add --setting="
                    + key
                    + "=…; nothing was contacted"));
  }

  /**
   * Makes a call.
   *
   * @param what what it is for, as in "describe instance prod"
   */
  <T> T call(String what, Function<RdsClient, T> work) {
    try {
      return work.apply(client());
    } catch (SdkException e) {
      throw AwsFaults.of(what, e);
    }
  }

  /** The same; empty if what it asks for is not there. */
  <T> Optional<T> find(String what, Function<RdsClient, T> work) {
    try {
      return Optional.of(work.apply(client()));
    } catch (SdkException e) {
      if (AwsFaults.isMissing(e)) {
        return Optional.empty();
      }
      throw AwsFaults.of(what, e);
    }
  }

  /** The same for what is to be made; fine if it is there. */
  void make(String what, Consumer<RdsClient> work) {
    try {
      work.accept(client());
    } catch (SdkException e) {
      if (!AwsFaults.isThere(e)) {
        throw AwsFaults.of(what, e);
      }
    }
  }

  private RdsClient client() {
    RdsClient known = client;
    if (known == null) {
      RdsClientBuilder builder =
          RdsClient.builder()
              .httpClientBuilder(UrlConnectionHttpClient.builder())
              .credentialsProvider(credentials());
      scene
          .setting("region")
          .or(() -> variable("AWS_REGION"))
          .or(() -> variable("AWS_DEFAULT_REGION"))
          .ifPresent(region -> builder.region(Region.of(region)));
      scene
          .setting("endpoint")
          .or(() -> variable("AWS_ENDPOINT_URL_RDS"))
          .or(() -> variable("AWS_ENDPOINT_URL"))
          .ifPresent(address -> builder.endpointOverride(URI.create(address)));
      known = builder.build();
      client = known;
    }
    return known;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  // What the environment of the call says, and else wherever Amazon's library looks.
  private AwsCredentialsProvider credentials() {
    Optional<String> id = variable("AWS_ACCESS_KEY_ID");
    Optional<String> secret = variable("AWS_SECRET_ACCESS_KEY");
    if (id.isEmpty() || secret.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        variable("AWS_SESSION_TOKEN")
            .<AwsCredentials>map(
                token -> AwsSessionCredentials.create(id.get(), secret.get(), token))
            .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
  }

  /** By these whoever looks knows what a copy is. */
  static List<Tag> tags(String source, Place place) {
    List<Tag> tags = new ArrayList<>();
    tags.add(tag(PLACE, place.name()));
    tags.add(tag(SOURCE, source));
    Instant at = place.at();
    if (at != null) {
      tags.add(tag(MOMENT, at.toString()));
    }
    return tags;
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static Optional<String> tag(List<Tag> tags, String key) {
    return tags.stream().filter(tag -> tag.key().equals(key)).map(Tag::value).findFirst();
  }

  /** The place that such tags tell of, of that source. */
  static Optional<String> place(List<Tag> tags, String source) {
    return tag(tags, SOURCE).filter(source::equals).flatMap(_ -> tag(tags, PLACE));
  }

  /** The moment that such tags tell of. */
  static Optional<Instant> moment(List<Tag> tags) {
    return tag(tags, MOMENT).map(Instant::parse);
  }
}
