package dev.ebb.cloud.wire;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Words what an interface would not or could not do. */
final class Refusals {
  private static final int SHOWN = 400;

  private final Service service;
  private final Call call;
  private final Secret secret;
  private final Duration spent;

  Refusals(Service service, Call call, Secret secret, Duration spent) {
    this.service = service;
    this.call = call;
    this.secret = secret;
    this.spent = spent;
  }

  private String unchanged() {
    return call.changesNothing() ? "nothing was changed by this" : "this was not done";
  }

  /** Nobody answered. */
  RuntimeException unreachable(@Nullable IOException trouble, boolean neverSent) {
    String why =
        trouble == null || trouble.getMessage() == null
            ? "connection refused"
            : secret.scrub(trouble.getMessage());
    String text =
        service.title()
            + " cannot be reached at "
            + service.base()
            + " to "
            + call.what()
            + ": "
            + why;
    if (neverSent || call.changesNothing()) {
      return Fault.of(
          FaultCode.CONNECTION,
          text + waited(),
          "check the network, a proxy, and the provider's status page; then run it again: "
              + unchanged(),
          trouble == null ? new IOException(why) : trouble);
    }
    return new Unsure(
        "the answer of " + service.title() + " to '" + call.what() + "' did not arrive: " + why,
        trouble == null ? new IOException(why) : trouble);
  }

  private String waited() {
    return spent.toSeconds() < 1 ? "" : " (tried for " + spent.toSeconds() + " s)";
  }

  /** It says yes, and nobody understands what. Its text is not shown: it may hold a password. */
  RuntimeException unreadable(HttpResponse<String> received) {
    String type = received.headers().firstValue("Content-Type").orElse("no content type");
    String what =
        "%s answered '%s' with %d bytes of %s that are no JSON"
            .formatted(service.title(), call.what(), received.body().length(), type);
    return call.changesNothing()
        ? Fault.of(
            FaultCode.SERVER,
            what + waited(),
            "a proxy may be in the way: look what is at " + service.base() + "; " + unchanged())
        : new Unsure(what);
  }

  /** It says no, or that something is wrong with it. */
  RuntimeException refused(int status, Tree said) {
    String reason = reason(said);
    String text =
        service.title() + " refused to " + call.what() + " (status " + status + ")" + reason;
    return switch (status) {
      case 401 -> unknown(reason);
      case 403 ->
          Fault.of(
              FaultCode.PERMISSION,
              text,
              "whom "
                  + service.credentials()
                  + " stands for lacks the right: have it granted; "
                  + unchanged());
      case 423 ->
          busy(
              text,
              "another operation still runs there: wait until it is through, and run it again");
      case 429 ->
          busy(
              text,
              "too many calls are made with these credentials: find who else does, or run it again"
                  + " later");
      case 500, 502, 503, 504, 408 -> trouble(status, text);
      default -> Fault.of(FaultCode.SERVER, text, mend(status) + "; " + unchanged());
    };
  }

  private Fault unknown(String reason) {
    return Fault.of(
        FaultCode.PERMISSION,
        service.title() + " does not accept the credentials of " + service.credentials() + reason,
        "they may be expired, revoked, or of another account: make new ones and run it again; "
            + unchanged());
  }

  private Fault busy(String text, String remedy) {
    return Fault.of(FaultCode.BUSY, text + waited(), remedy + "; " + unchanged());
  }

  private String mend(int status) {
    return status / 100 == 3
        ? "the address " + service.base() + " is not that of the interface"
        : "mend what it names and run it again";
  }

  private RuntimeException trouble(int status, String text) {
    if (status == 503 || call.changesNothing()) {
      return Fault.of(
          FaultCode.SERVER,
          text + waited(),
          "look at the provider's status page, and run it again later; " + unchanged());
    }
    return new Unsure(text);
  }

  private String reason(Tree said) {
    String reason = said.text(service.message().toArray(String[]::new)).orElse("");
    String shown = reason.length() > SHOWN ? reason.substring(0, SHOWN) + "…" : reason;
    return shown.isEmpty() ? "" : ": " + secret.scrub(shown.strip());
  }
}
