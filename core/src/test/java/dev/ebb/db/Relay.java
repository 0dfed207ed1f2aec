package dev.ebb.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Listens somewhere and passes everything on to the test server; can cut the line. */
final class Relay implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();

  private Relay(ServerSocketChannel listener, Consumer<SocketChannel> served) {
    this.listener = listener;
    Thread.startVirtualThread(() -> accept(served));
  }

  static Relay unix(Path socket, String host, int port) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    return to(listener, host, port);
  }

  static Relay tcp(int listenPort, String host, int port) throws IOException {
    return to(loopback(listenPort), host, port);
  }

  /** Accepts, and never says a word. */
  static Relay silent() throws IOException {
    return new Relay(loopback(0), client -> {});
  }

  private static ServerSocketChannel loopback(int port) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return listener;
  }

  private static Relay to(ServerSocketChannel listener, String host, int port) {
    SocketAddress server = new InetSocketAddress(host, port);
    Relay[] self = new Relay[1];
    self[0] = new Relay(listener, client -> self[0].pass(client, server));
    return self[0];
  }

  int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  void cut() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
  }

  private void accept(Consumer<SocketChannel> served) {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        open.add(client);
        served.accept(client);
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void pass(SocketChannel client, SocketAddress server) {
    try {
      SocketChannel channel = SocketChannel.open(server);
      open.add(channel);
      Thread.startVirtualThread(() -> pump(client, channel));
      Thread.startVirtualThread(() -> pump(channel, client));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      // cut, on purpose or by the other end: both ends are closed
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
