package dev.ebb.restore.snapshot;

import dev.ebb.exec.Programs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * With what snapshots are made and read.
 *
 * @param programs runs them
 * @param client the folder of pg_dump and pg_restore; if null, the best ones on this machine
 * @param cipher how new ones are encrypted; null for not at all
 * @param identity the file of the key that reads encrypted ones; null if the program finds it
 */
public record Tools(
    Programs programs, @Nullable Path client, @Nullable Cipher cipher, @Nullable Path identity) {}
