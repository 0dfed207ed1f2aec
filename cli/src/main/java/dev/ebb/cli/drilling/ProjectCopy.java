package dev.ebb.cli.drilling;

import dev.ebb.cli.checking.ThrowAway;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a drill takes of a project: its migrations, and what it says of them. Not where its real
 * databases have their backups: a setting that starts and stops a real server must not be found.
 */
final class ProjectCopy {
  /** That key of the file with all that belongs to it, up to the next one. */
  private static final Pattern RESTORE =
      Pattern.compile("(?m)^([\"']?)restore\\1[ \\t]*:.*(?:\\R(?![^\\s#}\\]-]).*)*(?:\\R|\\z)");

  private ProjectCopy() {}

  /** Makes one; the folder comes into being. */
  static void make(Invocation call, Path to) throws IOException {
    Path from = call.folder();
    Files.createDirectories(to);
    Path file = from.resolve(Project.FILE);
    if (Files.exists(file)) {
      Path copy = to.resolve(Project.FILE);
      Files.writeString(copy, withoutBackups(Files.readString(file)));
    }
    for (SchemaConfig one : call.project().schemas()) {
      ThrowAway.copy(from.resolve(one.folder()), to.resolve(one.folder()));
    }
    if (!Project.read(FolderTree.at(to)).restore().isEmpty()) {
      throw Fault.of(
          FaultCode.DEFINITION,
          Project.FILE + ": what stands under restore cannot be told from the rest",
          "write it as a block of lines that are further in than the word restore; nothing was"
              + " started");
    }
  }

  static String withoutBackups(String text) {
    return RESTORE.matcher(text).replaceAll("");
  }
}
