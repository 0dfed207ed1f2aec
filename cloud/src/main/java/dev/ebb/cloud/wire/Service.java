package dev.ebb.cloud.wire;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Whose interface is called.
 *
 * @param title its name for people
 * @param base its address, without a slash at the end
 * @param credentials where its credentials come from, as {@code NEON_API_KEY}; for messages
 * @param message where in an answer that refuses the reason is, names from the outside in
 */
public record Service(String title, URI base, String credentials, List<String> message) {
  public Service {
    message = List.copyOf(message);
  }

  /** Whether credentials may be sent there: only encrypted, or to this machine. */
  boolean isSafe() {
    String host = String.valueOf(base.getHost()).toLowerCase(Locale.ROOT);
    boolean here =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    return "https".equals(base.getScheme()) || ("http".equals(base.getScheme()) && here);
  }
}
