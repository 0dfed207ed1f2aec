package dev.ebb.cloud.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call to make.
 *
 * @param method GET, POST, PATCH or DELETE
 * @param path below the address of the interface, with its query
 * @param body what to send; null for nothing
 * @param what what it is for, as in "list the branches"; for messages
 */
public record Call(String method, String path, @Nullable Tree body, String what) {
  /** Asks for something. */
  public static Call get(String path, String what) {
    return new Call("GET", path, null, what);
  }

  /** Has something done. */
  public static Call post(String path, @Nullable Tree body, String what) {
    return new Call("POST", path, body, what);
  }

  /** Whether it can be repeated without knowing what became of it. */
  boolean changesNothing() {
    return method.equals("GET");
  }

  /** Text as it has to be in a path or query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A query, in the order of the map, or nothing. */
  public static String query(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> encoded(value.getKey()) + "=" + encoded(value.getValue()))
        .collect(Collectors.joining("&", values.isEmpty() ? "" : "?", ""));
  }
}
