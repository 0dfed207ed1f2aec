package dev.ebb.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An interface of a provider's on a loopback address: remembers every exchange, and goes wrong when
 * it is told to. One request at a time.
 */
public final class StubServer implements AutoCloseable {
  private final HttpServer server;
  private final Handler handler;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Deque<Trouble> troubles = new ArrayDeque<>();

  /** What a provider would do. */
  @FunctionalInterface
  public interface Handler {
    Reply handle(Request request) throws IOException;
  }

  /** What came in; header names in lower case. */
  public record Request(
      String method, String path, String query, Map<String, String> headers, String body) {
    /** The values of the query, or of a form. */
    public static Map<String, String> values(String encoded) {
      Map<String, String> values = new LinkedHashMap<>();
      for (String pair : encoded.isEmpty() ? new String[0] : encoded.split("&")) {
        int equals = pair.indexOf('=');
        values.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
      return values;
    }
  }

  /** What goes out. */
  public record Reply(int status, Map<String, String> headers, String body) {
    /** JSON. */
    public static Reply json(int status, String body) {
      return new Reply(status, Map.of("Content-Type", "application/json"), body);
    }
  }

  /** One whole exchange. */
  public record Exchange(Request request, Reply reply) {}

  /** How an exchange goes wrong. */
  public enum How {
    /** The provider answers that, and does nothing. */
    INSTEAD,
    /** The provider does it, and that answer arrives in the place of its own. */
    AFTER,
    /** The provider does it, and the connection ends before its answer. */
    SILENT,
    /** The provider does it, and half of its answer arrives. */
    CUT
  }

  private record Trouble(String method, String part, How how, Reply reply) {}

  public StubServer(Handler handler) {
    this.handler = handler;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  public synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** How many requests of that method had that in their path or body. */
  public long count(String method, String part) {
    return exchanges().stream()
        .filter(e -> e.request().method().equals(method) && matches(e.request(), part))
        .count();
  }

  /** The next request of that method, with that in its path or body, goes wrong. */
  public synchronized void trouble(String method, String part, How how, Reply reply) {
    troubles.add(new Trouble(method, part, how, reply));
  }

  private static boolean matches(Request request, String part) {
    return request.path().contains(part) || request.body().contains(part);
  }

  private synchronized void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      String query = exchange.getRequestURI().getRawQuery();
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              query == null ? "" : query,
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      Trouble trouble = next(request);
      if (trouble == null) {
        answer(exchange, request, handler.handle(request), true);
        return;
      }
      Reply usual = trouble.how == How.INSTEAD ? trouble.reply : handler.handle(request);
      switch (trouble.how) {
        case INSTEAD, AFTER -> answer(exchange, request, trouble.reply, true);
        case SILENT -> exchange.close();
        case CUT -> answer(exchange, request, usual, false);
      }
    }
  }

  private @Nullable Trouble next(Request request) {
    for (Trouble trouble : troubles) {
      if (trouble.method.equals(request.method()) && matches(request, trouble.part)) {
        troubles.remove(trouble);
        return trouble;
      }
    }
    return null;
  }

  private void answer(HttpExchange exchange, Request request, Reply reply, boolean whole)
      throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    OutputStream out = exchange.getResponseBody();
    if (!whole) {
      // closing the stream would keep the connection: only the exchange ends it
      out.write(body, 0, body.length / 2);
      out.flush();
      return;
    }
    if (body.length > 0) {
      out.write(body);
    }
    out.close();
    exchanges.add(new Exchange(request, reply));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
