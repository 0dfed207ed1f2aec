package dev.ebb.cli.demo;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.embedded.Lifetime;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the demonstration takes place: a temporary folder and a server of its own, which ends with
 * this process however that ends. Closing removes both.
 */
final class Stage implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;
  private final EmbeddedPostgres server;

  private Stage(Path folder, FileChannel channel, EmbeddedPostgres server) {
    this.folder = folder;
    this.channel = channel;
    this.server = server;
  }

  /** Sets it up, after clearing away what killed demonstrations left behind. */
  static Stage open() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Leftovers.clear(temporary);
    Path folder = null;
    try {
      folder = Files.createTempDirectory(temporary, Leftovers.PREFIX);
      // the server may run as another user, who has to get through
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      FileChannel channel =
          FileChannel.open(
              folder.resolve(Leftovers.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.lock();
      if (!lock.isValid()) {
        throw new IOException("no lock on " + folder);
      }
      EmbeddedPostgres server =
          EmbeddedPostgres.open(
              EmbeddedOptions.in(folder.resolve("server"))
                  .lifetime(Lifetime.TIED_AND_REMOVED)
                  .durability(Durability.FAST));
      return new Stage(folder, channel, server);
    } catch (IOException | UnsupportedOperationException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the demo finds no place in " + temporary + ": " + e.getMessage(),
          "name a folder with space and rights: TMPDIR=… (or -Djava.io.tmpdir in EBB_JAVA_OPTS)",
          e);
    } catch (Fault fault) {
      if (folder != null) {
        Leftovers.remove(folder);
      }
      throw fault;
    }
  }

  /** A folder on the stage. */
  Path folder(String name) {
    return folder.resolve(name);
  }

  /** "PostgreSQL 15.19 at 127.0.0.1:54321". */
  String title() {
    return "PostgreSQL " + server.version() + " at " + server.host() + ":" + server.port();
  }

  /** The environment that leads commands to the databases whose names begin so. */
  Map<String, String> environment(String prefix) {
    Map<String, String> environment = new TreeMap<>();
    for (Product.Part part : Product.PARTS) {
      environment.put(part.prefix() + "PGHOST", server.host());
      environment.put(part.prefix() + "PGPORT", String.valueOf(server.port()));
      environment.put(part.prefix() + "PGUSER", server.user());
      environment.put(part.prefix() + "PGPASSWORD", server.password());
      environment.put(part.prefix() + "PGDATABASE", prefix + part.schema());
      environment.put(part.prefix() + "PGSSLMODE", "disable");
    }
    return environment;
  }

  /** Makes empty databases, one for each schema. */
  void createDatabases(String prefix) {
    try (Session session = connector("postgres").open()) {
      for (Product.Part part : Product.PARTS) {
        session.execute("CREATE DATABASE " + Quote.identifier(prefix + part.schema()));
      }
    }
  }

  /** How to get into one of the databases. */
  Connector connector(String database) {
    ConnectionSettings settings =
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), database);
    return new Connector(settings, "ebb-demo");
  }

  @Override
  public void close() {
    try {
      server.close();
      channel.close();
    } catch (IOException _) {
      // the lock ends with the process at the latest
    } finally {
      Leftovers.remove(folder);
    }
  }
}
