package dev.ebb.cli.reliability;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network between Ebb and a server that breaks at a chosen message. It understands as much of
 * PostgreSQL's protocol as it needs to see messages whole. Thread-safe.
 */
final class CuttingProxy implements AutoCloseable {
  /** When to cut, seen from the message that was chosen. */
  enum Moment {
    /** The server never hears of it. */
    BEFORE,
    /** The server hears half of it. */
    HALF_SENT,
    /** The server has it, and nobody listens to the answer. */
    SENT,
    /** The server has done it, and the answer does not arrive. */
    ANSWERED
  }

  /** How the end of a connection looks from both sides. */
  enum Manner {
    /** Closed in order. */
    CLOSE,
    /** Reset, as by a firewall. */
    RESET,
    /** The way to the server ends, and the way back stays open for a while. */
    HALF_CLOSE,
    /** Nothing more gets through, and nobody is told. */
    SILENCE
  }

  /** Chooses a message by its number on the session that holds the lock, and its text. */
  @FunctionalInterface
  interface Choice {
    boolean is(int number, String sql);
  }

  private static final int SSL_REQUEST = 80877103;
  private static final int CANCEL_REQUEST = 80877102;
  private static final String LOCK = "pg_try_advisory_lock";

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger messages = new AtomicInteger();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<String> trouble = new CopyOnWriteArrayList<>();
  private volatile boolean up = true;
  private volatile boolean staysDown;
  private volatile @Nullable Cut cut;
  private volatile @Nullable String cutAt;

  /** What to do at which message. */
  record Cut(Choice choice, Moment moment, Manner manner) {}

  private CuttingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    daemon("proxy", this::accept);
  }

  static CuttingProxy to(String host, int port) {
    try {
      return new CuttingProxy(host, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** A DSN of the server, led through here. */
  String through(String dsn) {
    return dsn.replace(":" + port + "/", ":" + port() + "/");
  }

  /** Cuts once, and lets new connections through afterwards. */
  void cutOnce(Choice choice, Moment moment, Manner manner) {
    cutAt = null;
    messages.set(0);
    seen.clear();
    cut = new Cut(choice, moment, manner);
  }

  /** Cuts, and stays down until told otherwise. */
  void cutForGood(Choice choice, Moment moment, Manner manner) {
    staysDown = true;
    cutOnce(choice, moment, manner);
  }

  /** The text at which it was cut; null if it was not. */
  @Nullable String cutAt() {
    return cutAt;
  }

  /** What went through on sessions that asked for the lock, in order. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  /** Lets through from now on, and cuts no more. */
  void mend() {
    cut = null;
    staysDown = false;
    up = true;
  }

  /** Cuts everything there is, now. */
  void breakDown() {
    up = false;
    sockets.forEach(CuttingProxy::reset);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (up) {
          daemon("proxy-client", () -> connect(client));
        } else {
          reset(client);
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(host, port);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      Link link = new Link(client, server);
      daemon("proxy-answers", link::answers);
      link.questions();
    } catch (IOException e) {
      trouble.add("to " + host + ":" + port + ": " + e);
      reset(client);
    }
  }

  /** What went wrong with the proxy itself; empty if nothing did. */
  List<String> trouble() {
    return List.copyOf(trouble);
  }

  /** One client and its connection to the server. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean swallowAnswer;
    private volatile boolean silent;
    private boolean holdsLock;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void questions() {
      try (DataInputStream in = new DataInputStream(client.getInputStream())) {
        OutputStream out = server.getOutputStream();
        opening(in, out);
        while (true) {
          int type = in.readUnsignedByte();
          byte[] body = body(in);
          if (silent) {
            continue;
          }
          Cut now = type == 'Q' ? chosen(body) : null;
          if (now == null) {
            send(out, type, body, body.length);
          } else {
            cut(now, out, body);
          }
        }
      } catch (EOFException e) {
        close(server);
      } catch (IOException e) {
        end(Manner.CLOSE);
      }
    }

    // The first messages have no type.
    private void opening(DataInputStream in, OutputStream out) throws IOException {
      while (true) {
        byte[] body = body(in);
        send(out, -1, body, body.length);
        int code =
            ((body[0] & 255) << 24)
                | ((body[1] & 255) << 16)
                | ((body[2] & 255) << 8)
                | (body[3] & 255);
        if (code != SSL_REQUEST) {
          if (code == CANCEL_REQUEST) {
            throw new EOFException();
          }
          return;
        }
      }
    }

    private @Nullable Cut chosen(byte[] body) {
      String sql = new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
      holdsLock |= sql.contains(LOCK);
      if (!holdsLock) {
        return null;
      }
      seen.add(sql);
      int number = messages.getAndIncrement();
      Cut now = cut;
      if (now == null || !now.choice().is(number, sql)) {
        return null;
      }
      cut = null;
      cutAt = sql;
      return now;
    }

    private void cut(Cut now, OutputStream out, byte[] body) throws IOException {
      if (staysDown) {
        up = false;
        sockets.stream()
            .filter(s -> !s.equals(client) && !s.equals(server))
            .forEach(CuttingProxy::reset);
      }
      switch (now.moment()) {
        case BEFORE -> end(now.manner());
        case HALF_SENT -> {
          send(out, 'Q', body, body.length / 2);
          end(now.manner());
        }
        case SENT -> {
          send(out, 'Q', body, body.length);
          end(now.manner());
        }
        case ANSWERED -> {
          swallowAnswer = true;
          silent = now.manner() == Manner.SILENCE;
          send(out, 'Q', body, body.length);
        }
      }
    }

    void answers() {
      try (DataInputStream in = new DataInputStream(server.getInputStream())) {
        OutputStream out = client.getOutputStream();
        while (true) {
          int type = in.readUnsignedByte();
          byte[] body = body(in);
          if (silent) {
            continue;
          }
          if (!swallowAnswer) {
            send(out, type, body, body.length);
          } else if (type == 'Z' || type == 'G') {
            // it has answered: ready, or ready for the rows of a COPY
            end(Manner.RESET);
            return;
          }
        }
      } catch (IOException e) {
        end(Manner.CLOSE);
      }
    }

    private void end(Manner manner) {
      switch (manner) {
        case CLOSE -> {
          close(server);
          close(client);
        }
        case RESET -> {
          reset(server);
          reset(client);
        }
        case HALF_CLOSE -> {
          try {
            server.shutdownOutput();
          } catch (IOException e) {
            close(server);
          }
          EbbProcess.pause(200);
          close(client);
          close(server);
        }
        case SILENCE -> silent = true;
      }
    }
  }

  private static byte[] body(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return body;
  }

  private static void send(OutputStream out, int type, byte[] body, int part) throws IOException {
    int head = type < 0 ? 4 : 5;
    byte[] message = new byte[head + part];
    int length = body.length + 4;
    if (type >= 0) {
      message[0] = (byte) type;
    }
    for (int i = 0; i < 4; i++) {
      message[head - 1 - i] = (byte) (length >> (8 * i));
    }
    System.arraycopy(body, 0, message, head, part);
    out.write(message);
    out.flush();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // closed is closed
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // it is closed already
    }
    close(socket);
  }

  private static void daemon(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    breakDown();
  }
}
