package dev.ebb.git;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The machine as JGit sees it, without what only matters to writers: JGit would run the git program
 * to find the machine's settings, read the user's, and write files beside the repository to measure
 * the clock of the file system.
 */
final class QuietSystem extends SystemReader {
  private static final long CLOCK_NANOS = 1_000_000_000L;
  private static final Object LOCK = new Object();
  private static boolean installed;

  private final SystemReader usual;

  private QuietSystem(SystemReader usual) {
    this.usual = usual;
    setPlatformChecker();
  }

  /**
   * Has JGit use it, in the whole process; unless a program that uses JGit itself has replaced
   * JGit's own one already.
   */
  static void install() {
    synchronized (LOCK) {
      SystemReader current = SystemReader.getInstance();
      boolean untouched = current.getClass().getName().startsWith("org.eclipse.jgit.");
      if (!installed && untouched) {
        SystemReader.setInstance(new QuietSystem(current));
      }
      installed = true;
    }
  }

  /** Settings that no file holds. */
  private static final class NoFile extends FileBasedConfig {
    NoFile(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // there is nothing to load
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public long getTimeUnit(
        String section,
        @Nullable String subsection,
        String name,
        long defaultValue,
        TimeUnit wantUnit) {
      // a coarse clock is always right: files are only read once more than needed
      return section.equals("filesystem")
          ? wantUnit.convert(CLOCK_NANOS, TimeUnit.NANOSECONDS)
          : super.getTimeUnit(section, subsection, name, defaultValue, wantUnit);
    }
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public String getHostname() {
    return usual.getHostname();
  }

  @Override
  public @Nullable String getenv(String variable) {
    // GIT_… variables are meant for the git program
    return variable.startsWith("GIT_") ? null : usual.getenv(variable);
  }

  @Override
  public @Nullable String getProperty(String key) {
    return usual.getProperty(key);
  }

  @Override
  @Deprecated
  public long getCurrentTime() {
    return usual.now().toEpochMilli();
  }

  @Override
  @Deprecated
  public int getTimezone(long when) {
    return usual.getTimeZoneAt(Instant.ofEpochMilli(when)).getTotalSeconds() / 60;
  }
}
