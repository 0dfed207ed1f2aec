package dev.ebb.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Lets the driver speak over a Unix socket. Public only because the driver finds it by name: nobody
 * else should use it.
 */
public final class UnixSocketFactory extends SocketFactory {
  private final String file;

  /** A factory of connections to one socket file. */
  public UnixSocketFactory(String file) {
    this.file = file;
  }

  /** Already connected; the driver then leaves out its own connecting. */
  @Override
  public Socket createSocket() throws IOException {
    return UnixSocket.connect(file);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }
}
