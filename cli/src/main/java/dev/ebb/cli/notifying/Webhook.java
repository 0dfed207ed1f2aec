package dev.ebb.cli.notifying;

import dev.ebb.cli.render.Json;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An address that is told what happens, as text for Slack and its like or as JSON. Messages are
 * sent in the background; whoever closes it waits for them, but not for long. Thread-safe.
 */
final class Webhook implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final String SILENCE = "no answer within " + LONGEST.toSeconds() + " s";

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST).build();
  private final URI address;
  private final boolean slack;
  private final String secret;
  private final List<CompletableFuture<HttpResponse<Void>>> sent = new ArrayList<>();

  private Webhook(URI address, boolean slack, String secret) {
    this.address = address;
    this.slack = slack;
    this.secret = secret;
  }

  /**
   * What {@code EBB_WEBHOOK_URL}, {@code EBB_WEBHOOK_FORMAT} and {@code EBB_WEBHOOK_SECRET} say.
   * The variables, and no option, since an address of Slack is a secret and arguments can be seen.
   *
   * @param remarks hears what makes no sense in them, without the address
   * @return empty if they make no sense
   */
  static Optional<Webhook> of(Map<String, String> environment, Consumer<String> remarks) {
    URI address;
    try {
      address = URI.create(environment.getOrDefault(Notices.ADDRESS, "").strip());
      // what the client would refuse, it refuses now and not in the middle of a run
      HttpRequest.newBuilder(address);
    } catch (IllegalArgumentException _) {
      remarks.accept(Notices.ADDRESS + " is no address (https://host/path)");
      return Optional.empty();
    }
    String given = environment.getOrDefault("EBB_WEBHOOK_FORMAT", "");
    String format = given.isEmpty() ? usual(address.getHost()) : given;
    if (!format.equals("slack") && !format.equals("json")) {
      remarks.accept("EBB_WEBHOOK_FORMAT is neither slack nor json: \"" + format + "\"");
      return Optional.empty();
    }
    return Optional.of(
        new Webhook(
            address, format.equals("slack"), environment.getOrDefault("EBB_WEBHOOK_SECRET", "")));
  }

  private static String usual(String host) {
    return host.equals("slack.com") || host.endsWith(".slack.com") ? "slack" : "json";
  }

  /**
   * Sends something.
   *
   * @param text for people
   * @param json for machines
   */
  void send(String text, String json) {
    String body = slack ? Json.document(j -> j.field("text", text)) : json;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!secret.isEmpty()) {
      String time = Long.toString(Instant.now().getEpochSecond());
      request.header("X-Ebb-Timestamp", time);
      request.header("X-Ebb-Signature", "sha256=" + signature(secret, time + "." + body));
    }
    try {
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
      synchronized (sent) {
        sent.add(answer);
      }
    } catch (RuntimeException e) {
      // whatever is wrong with a message, the run that it is about must not hear of it
      synchronized (sent) {
        sent.add(CompletableFuture.failedFuture(e));
      }
    }
  }

  /** HMAC-SHA256 of a text, in hexadecimal digits. */
  static String signature(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** Waits for what is under way; tells what did not arrive, without the address. */
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    List<CompletableFuture<HttpResponse<Void>>> all;
    synchronized (sent) {
      all = List.copyOf(sent);
      sent.clear();
    }
    for (CompletableFuture<HttpResponse<Void>> one : all) {
      try {
        long left = Math.max(1, deadline - System.nanoTime());
        int status = one.get(left, TimeUnit.NANOSECONDS).statusCode();
        if (status / 100 != 2) {
          failures.add("it answered " + status);
        }
      } catch (ExecutionException e) {
        failures.add(why(e.getCause()));
      } catch (TimeoutException _) {
        failures.add(SILENCE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return failures;
      }
    }
    return failures.stream().distinct().toList();
  }

  // Without what the exception says: the address may be in it.
  private static String why(@Nullable Throwable e) {
    return switch (e) {
      case null -> "it failed";
      case HttpTimeoutException _ -> SILENCE;
      case ConnectException _ -> "nobody takes calls at its address";
      case SSLException _ -> "its certificate, or what it speaks, is not trusted";
      default -> e.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
