package dev.ebb.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that lets {@link Training} connect without a PostgreSQL: on the loopback interface, for
 * one process, it speaks just enough of the protocol to be taken for a server, and answers every
 * query with the same row, or with one for each applied migration. It has the columns that Ebb asks
 * for by name; a question that it does not fit ends the training sooner, and nothing else.
 */
final class TrainingServer implements AutoCloseable {
  /**
   * How many migrations are applied here; the newest has the id {@link #LAST}. So many that reading
   * them is remembered, and no more.
   */
  static final int MIGRATIONS = 60;

  /** An id that would also do as the version of a server, for both are asked for by that name. */
  static final int LAST = 150_000;

  private static final int PROCESS = 4711;
  private static final int PROTOCOL_3 = 196608;
  private static final int TEXT = 25;
  private static final Map<String, @Nullable String> ROW = row();

  private final ServerSocket socket;

  private TrainingServer(ServerSocket socket) {
    this.socket = socket;
  }

  static TrainingServer start() throws IOException {
    ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    TrainingServer server = new TrainingServer(socket);
    Thread thread = new Thread(server::serve, "ebb-training");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static Map<String, @Nullable String> row() {
    Map<String, @Nullable String> row = new LinkedHashMap<>();
    // what ServerFacts asks
    row.put("version", Integer.toString(LAST));
    row.put("in_recovery", "f");
    row.put("read_only", "f");
    row.put("pid", Integer.toString(PROCESS));
    row.put("role", "training");
    row.put("superuser", "f");
    row.put("database", "training");
    row.put("namespace", "public");
    row.put("deadlock_millis", "1000");
    // what the ledger asks
    row.put("id", "1");
    row.put("up", "t");
    row.put("success", "t");
    row.put("error_message", null);
    row.put("inferred", "f");
    row.put("micros", "0");
    row.put("name", "first");
    row.put("parents", "");
    row.put("flags", "");
    row.put("up_sum", "s1:0");
    row.put("down_sum", "s1:0");
    row.put("tool", "0");
    row.put("up_statements", "");
    row.put("statements", null);
    row.put("done", null);
    return row;
  }

  private void serve() {
    try {
      while (true) {
        try (Socket client = socket.accept()) {
          DataInputStream in = new DataInputStream(client.getInputStream());
          DataOutputStream out = new DataOutputStream(client.getOutputStream());
          if (welcome(in, out)) {
            answer(in, out);
          }
        }
      }
    } catch (IOException _) {
      // closed: the training is over
    }
  }

  /** Answers a request for encryption with no, lets anybody in; false for anything else. */
  private static boolean welcome(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      byte[] rest = new byte[in.readInt() - 8];
      int code = in.readInt();
      in.readFully(rest);
      if (code == PROTOCOL_3) {
        break;
      }
      if (rest.length > 0) {
        return false;
      }
      out.writeByte('N');
      out.flush();
    }
    message(out, 'R', body -> body.writeInt(0));
    parameter(out, "server_version", "15.0");
    parameter(out, "server_encoding", "UTF8");
    parameter(out, "client_encoding", "UTF8");
    parameter(out, "DateStyle", "ISO, MDY");
    parameter(out, "TimeZone", "UTC");
    parameter(out, "integer_datetimes", "on");
    parameter(out, "standard_conforming_strings", "on");
    message(
        out,
        'K',
        body -> {
          body.writeInt(PROCESS);
          body.writeInt(0);
        });
    ready(out);
    return true;
  }

  private static void answer(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      int type = in.read();
      if (type != 'Q') {
        return;
      }
      byte[] text = new byte[in.readInt() - 4];
      in.readFully(text);
      String sql = new String(text, 0, text.length - 1, StandardCharsets.UTF_8);
      for (String statement : sql.split(";", -1)) {
        String word = statement.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        if (word.equals("SELECT") || word.equals("WITH")) {
          rows(out, statement.contains("migration_logs") ? MIGRATIONS : 1);
        } else if (!word.isEmpty()) {
          message(out, 'C', body -> text(body, word));
        }
      }
      ready(out);
    }
  }

  private static void rows(DataOutputStream out, int count) throws IOException {
    message(
        out,
        'T',
        body -> {
          body.writeShort(ROW.size());
          for (String column : ROW.keySet()) {
            text(body, column);
            body.writeInt(0);
            body.writeShort(0);
            body.writeInt(TEXT);
            body.writeShort(-1);
            body.writeInt(-1);
            body.writeShort(0);
          }
        });
    for (int i = count - 1; i >= 0; i--) {
      row(out, Integer.toString(LAST - i));
    }
    message(out, 'C', body -> text(body, "SELECT " + count));
  }

  private static void row(DataOutputStream out, String version) throws IOException {
    message(
        out,
        'D',
        body -> {
          body.writeShort(ROW.size());
          for (Map.Entry<String, @Nullable String> column : ROW.entrySet()) {
            String value = column.getKey().equals("version") ? version : column.getValue();
            byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            body.writeInt(bytes == null ? -1 : bytes.length);
            body.write(bytes == null ? new byte[0] : bytes);
          }
        });
  }

  private static void ready(DataOutputStream out) throws IOException {
    message(out, 'Z', body -> body.writeByte('I'));
    out.flush();
  }

  private static void parameter(DataOutputStream out, String name, String value)
      throws IOException {
    message(
        out,
        'S',
        body -> {
          text(body, name);
          text(body, value);
        });
  }

  private static void text(DataOutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.writeByte(0);
  }

  private static void message(DataOutputStream out, char type, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    body.write(new DataOutputStream(bytes));
    out.writeByte(type);
    out.writeInt(bytes.size() + 4);
    bytes.writeTo(out);
  }

  private interface Body {
    void write(DataOutputStream body) throws IOException;
  }
}
