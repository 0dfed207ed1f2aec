package dev.ebb.cloud.wire;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries calls to an interface and answers back. Repeats a call while the other side is busy (423,
 * 429, 503), and after other trouble only one that changes nothing. Confined to one thread.
 */
public final class Wire {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** A lock at the provider's is held as long as its operation takes; other trouble is shorter. */
  private static final Duration WHILE_LOCKED = Duration.ofMinutes(10);

  private static final Duration WHILE_BUSY = Duration.ofMinutes(3);
  private static final Duration WHILE_GONE = Duration.ofSeconds(30);

  private final Service service;
  private final Supplier<Secret> token;
  private final Clock clock;
  private final Pause pause;
  private @Nullable HttpClient client;

  /**
   * To that interface.
   *
   * @param token gives what stands after {@code Bearer}; asked for each call
   * @throws Fault REFUSED if credentials would travel in the clear
   */
  public Wire(Service service, Supplier<Secret> token, Clock clock, Pause pause) {
    if (!service.isSafe()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "credentials of " + service.title() + " would be sent in the clear to " + service.base(),
          "use an address with https; nothing was contacted");
    }
    this.service = service;
    this.token = token;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Makes a call.
   *
   * @return an answer of 2xx or 404
   * @throws Unsure if nobody knows whether it was carried out
   */
  public Answer send(Call call) {
    return send(call, false);
  }

  /** The same for what is to be made: that it is there already (409) is an answer. */
  public Answer make(Call call) {
    return send(call, true);
  }

  private Answer send(Call call, boolean making) {
    Secret secret = token.get();
    Instant begun = clock.instant();
    Duration wait = FIRST_PAUSE;
    while (true) {
      Attempt attempt = attempt(call, secret);
      Instant now = clock.instant();
      Duration spent = Duration.between(begun, now);
      if (!attempt.isWorthAnother(call) || spent.compareTo(attempt.patience()) >= 0) {
        return attempt.end(new Refusals(service, call, secret, spent), making);
      }
      pause.pass(attempt.wished(now).orElse(wait));
      wait =
          wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  private Attempt attempt(Call call, Secret secret) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.base() + call.path()))
            .timeout(ANSWER)
            .header("Accept", "application/json");
    if (!secret.value().isEmpty()) {
      request.header("Authorization", "Bearer " + secret.value());
    }
    Tree body = call.body();
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        call.method(),
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.json()));
    try {
      return new Attempt(client().send(request.build(), BodyHandlers.ofString()), null);
    } catch (IOException e) {
      return new Attempt(null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(
          FaultCode.CANCELLED,
          "interrupted while asking " + service.title() + " to " + call.what(),
          "run the same command again: it finds what was begun",
          e);
    }
  }

  private HttpClient client() {
    HttpClient known = client;
    if (known == null) {
      known =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      client = known;
    }
    return known;
  }

  /** What one try came to: an answer, or none. */
  private record Attempt(@Nullable HttpResponse<String> response, @Nullable IOException trouble) {

    int status() {
      return response == null ? 0 : response.statusCode();
    }

    boolean neverSent() {
      return trouble instanceof ConnectException || trouble instanceof HttpConnectTimeoutException;
    }

    boolean isWorthAnother(Call call) {
      return switch (status()) {
        case 0 -> neverSent() || call.changesNothing();
        case 423, 429, 503 -> true;
        case 500, 502, 504, 408 -> call.changesNothing();
        default -> status() / 100 == 2 && call.changesNothing() && tree().isEmpty();
      };
    }

    Duration patience() {
      return switch (status()) {
        case 423 -> WHILE_LOCKED;
        case 429, 503 -> WHILE_BUSY;
        default -> WHILE_GONE;
      };
    }

    /** What was said to wait: seconds, or a date. */
    Optional<Duration> wished(Instant now) {
      String value =
          response == null ? "" : response.headers().firstValue("Retry-After").orElse("");
      if (value.matches("[0-9]{1,4}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
      }
      try {
        Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration until = Duration.between(now, at);
        return until.isPositive() ? Optional.of(until) : Optional.empty();
      } catch (DateTimeParseException _) {
        return Optional.empty();
      }
    }

    Optional<Tree> tree() {
      String text = response == null ? "" : response.body();
      return text.isBlank() ? Optional.of(Tree.EMPTY) : Tree.parse(text);
    }

    Answer end(Refusals words, boolean making) {
      HttpResponse<String> received = response;
      if (received == null) {
        throw words.unreachable(trouble, neverSent());
      }
      int status = received.statusCode();
      Optional<Tree> tree = tree();
      if (status / 100 == 2) {
        return new Answer(status, tree.orElseThrow(() -> words.unreadable(received)));
      }
      Tree said = tree.orElse(Tree.EMPTY);
      if (status == 404 || (making && status == 409)) {
        return new Answer(status, said);
      }
      throw words.refused(status, said);
    }
  }
}
