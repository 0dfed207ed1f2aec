package dev.ebb;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes ways back beside the ups of migrations that are there already, in either layout. Either
 * all files of a call are as wanted afterwards, and the definitions sound, or all are as they were.
 * Not meant to be used by two threads on one project at once.
 */
public final class DownFiles {
  private final Project project;
  private final FolderTree tree;

  /** In a project on disk. */
  public DownFiles(Project project, FolderTree tree) {
    this.project = project;
    this.tree = tree;
  }

  /**
   * The definitions, with an empty down for every migration whose file for it is missing.
   *
   * @throws Fault DEFINITION with everything else that is wrong
   */
  public Workspace workspace() {
    return Workspace.read(project, new LentDowns(tree));
  }

  /**
   * Writes files, whether or not they are there.
   *
   * @param texts what each is to hold, by its path relative to the project
   * @throws Fault if one cannot be written, or the definitions would no longer be sound with it
   */
  public void write(Map<String, String> texts) {
    Map<Path, byte @Nullable []> former = new HashMap<>();
    Map<Path, Path> drafts = new HashMap<>();
    Map<String, String> ordered = new TreeMap<>(texts);
    try {
      draft(ordered, drafts);
      for (Map.Entry<Path, Path> draft : drafts.entrySet()) {
        former.put(draft.getKey(), content(draft.getKey()));
        Files.move(draft.getValue(), draft.getKey(), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      restore(former);
      drafts.values().forEach(DownFiles::remove);
      throw Fault.of(
          FaultCode.MACHINE,
          "the downs cannot be written (" + e + "); all files are as they were",
          "see to rights and space on the disk, then repeat the command",
          e);
    }
    List<Problem> problems = problemsOf(ordered);
    if (!problems.isEmpty()) {
      restore(former);
      throw new Fault(problems);
    }
  }

  // Whole beside the place where it goes, so that nobody ever reads a half.
  private void draft(Map<String, String> texts, Map<Path, Path> drafts) throws IOException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = real(tree.root().resolve(text.getKey()));
      Path draft = file.resolveSibling("." + file.getFileName() + ".ebb");
      drafts.put(file, draft);
      Files.writeString(draft, text.getValue());
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // the first failure is the one to tell
    }
  }

  // What a link leads to is replaced, not the link.
  private static Path real(Path file) throws IOException {
    return Files.isSymbolicLink(file) ? file.toRealPath() : file;
  }

  private static byte @Nullable [] content(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : null;
  }

  private static void restore(Map<Path, byte @Nullable []> former) {
    former.forEach((file, content) -> {
      try {
        if (content == null) {
          remove(file);
        } else {
          Files.write(file, content);
        }
      } catch (IOException _) {
        // the first failure is the one to tell; version control has what was there
      }
    });
  }

  private List<Problem> problemsOf(Map<String, String> texts) {
    List<Problem> problems = new ArrayList<>();
    for (Problem problem :
        DefinitionReader.read(FolderTree.at(tree.root()), project.schemas()).errors()) {
      Place place = problem.place();
      if (place != null && texts.containsKey(place.file())) {
        problems.add(problem);
      }
    }
    return problems;
  }
}
