package dev.ebb.cloud.rds;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Words what Amazon refuses. Knows its errors by the codes that it publishes. */
final class AwsFaults {
  private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException");
  private static final Set<String> WRONG =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "MissingAuthenticationToken",
          "IncompleteSignature");
  private static final Set<String> FORBIDDEN =
      Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "OptInRequired");
  private static final Set<String> TOO_OFTEN =
      Set.of("Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown");

  private AwsFaults() {}

  static boolean isMissing(SdkException e) {
    String code = code(e);
    return code.startsWith("DBInstanceNotFound") || code.startsWith("DBClusterNotFound");
  }

  static boolean isThere(SdkException e) {
    return code(e).startsWith("DBInstanceAlreadyExists")
        || code(e).startsWith("DBClusterAlreadyExists");
  }

  private static String code(SdkException e) {
    return e instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? String.valueOf(service.awsErrorDetails().errorCode())
        : "";
  }

  private static String reason(SdkException e) {
    return e instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? service.awsErrorDetails().errorCode() + ": " + service.awsErrorDetails().errorMessage()
        : String.valueOf(e.getMessage());
  }

  static Fault of(String what, SdkException e) {
    String code = code(e);
    String text = "Amazon refused to " + what + ": " + reason(e);
    if (EXPIRED.contains(code)) {
      return fault(
          FaultCode.PERMISSION,
          text,
          "the credentials have expired: sign in anew (aws sso login, or a new session token), and run"
              + " the same command again: it goes on where it was",
          e);
    }
    if (WRONG.contains(code)) {
      return fault(
          FaultCode.PERMISSION,
          text,
          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or the profile) do not belong together, or were"
              + " deleted; 'aws sts get-caller-identity' tells. This was not done",
          e);
    }
    if (FORBIDDEN.contains(code)) {
      return fault(
          FaultCode.PERMISSION,
          text,
          "have the role granted the action that is named; this was not done",
          e);
    }
    if (TOO_OFTEN.contains(code)) {
      return fault(
          FaultCode.BUSY,
          text,
          "the account makes too many calls; run it again in a minute. This was not done",
          e);
    }
    return code.isEmpty() ? unanswered(what, e) : other(text, code, e);
  }

  private static Fault other(String text, String code, SdkException e) {
    boolean state = code.startsWith("InvalidDB");
    boolean room = code.contains("Quota") || code.contains("Insufficient");
    return fault(
        state ? FaultCode.BUSY : FaultCode.SERVER,
        text,
        state
            ? "something else is being done to it: wait until it is 'available', and run it again"
            : room
                ? "ask Amazon for more, or remove what is not needed; this was not done"
                : "mend what it names and run it again; if it is Amazon's own trouble, look at its status"
                    + " page. The database that serves was not touched by this",
        e);
  }

  private static Fault unanswered(String what, SdkException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("region")) {
      return fault(
          FaultCode.USAGE,
          "nothing says in which region of Amazon's to " + what,
          "add --setting=region=eu-west-1, or export AWS_REGION; nothing was contacted",
          e);
    }
    if (message.contains("credentials")) {
      return fault(
          FaultCode.USAGE,
          "there are no credentials to " + what,
          "export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), or AWS_PROFILE; of"
              + " a login by SSO: eval $(aws configure export-credentials --format env). Nothing was"
              + " changed",
          e);
    }
    return fault(
        FaultCode.CONNECTION,
        "Amazon did not answer when asked to " + what + ": " + message,
        "check the network and the address, and run the same command again: what was begun is found by"
            + " its name",
        e);
  }

  private static Fault fault(FaultCode code, String what, String remedy, SdkException e) {
    return Fault.of(code, what, remedy, e);
  }
}
