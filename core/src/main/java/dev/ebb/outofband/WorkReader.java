package dev.ebb.outofband;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.outofband.Work.Change;
import dev.ebb.source.Tree;
import dev.ebb.source.Utf8;
import dev.ebb.sql.Flaw;
import dev.ebb.sql.NamedParameters.Use;
import dev.ebb.sql.Position;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what one out-of-band migration does, in whichever of the three ways it is declared. */
final class WorkReader {
  private static final String UP = "up.sql";
  private static final String DOWN = "down.sql";
  private static final String PROGRESS = "progress.sql";
  private static final String REVERSE_REMEDY =
      "remove it, or remove non_destructive or irreversible";

  private final Tree tree;
  private final String folder;
  private final Fields fields;
  private final Problems problems;
  private final List<String> names;

  WorkReader(Tree tree, String folder, Fields fields, Problems problems) {
    this.tree = tree;
    this.folder = folder;
    this.fields = fields;
    this.problems = problems;
    this.names = tree.names(folder);
  }

  Optional<Work> read(WayBack wayBack) {
    boolean columns = fields.value("up").isPresent() || fields.value("down").isPresent();
    boolean code = fields.value("class").isPresent();
    boolean scripts = Stream.of(UP, DOWN, PROGRESS).anyMatch(names::contains);
    int ways = (columns ? 1 : 0) + (code ? 1 : 0) + (scripts ? 1 : 0);
    if (ways != 1) {
      problems.error(
          Place.of(folder),
          ways == 0
              ? "nothing says what it does"
              : "it says in several ways what it does: " + said(columns, code, scripts),
          "do one of three: table, key, up and down in metadata.yaml; progress.sql, up.sql and"
              + " down.sql; or class in metadata.yaml");
      return Optional.empty();
    }
    Optional<KeyWalk> walk = walk();
    if (code) {
      return fields.text("class").map(name -> new Work.Code(walk, name.value()));
    }
    return columns ? setColumns(walk, wayBack) : scripts(walk, wayBack);
  }

  private static String said(boolean columns, boolean code, boolean scripts) {
    return String.join(
        ", ",
        Stream.of(
                columns ? "up or down in metadata.yaml" : "",
                scripts ? "scripts" : "",
                code ? "a class" : "")
            .filter(s -> !s.isEmpty())
            .toList());
  }

  private Optional<KeyWalk> walk() {
    Optional<Located<String>> table = fields.text("table");
    Optional<Located<String>> key = fields.text("key");
    if (table.isPresent() != key.isPresent()) {
      problems.error(
          table.or(() -> key).orElseThrow().place(),
          "table and key belong together",
          "name the table and the column that orders its rows, best its primary key");
    }
    Optional<SqlName> tableName = table.flatMap(this::name);
    Optional<SqlName> keyName = key.flatMap(this::name);
    if (keyName.isPresent() && keyName.get().namespace() != null) {
      problems.error(
          key.orElseThrow().place(), "the key is one column of the table", "write its name alone");
    }
    return tableName.flatMap(t -> keyName.map(k -> new KeyWalk(t, k.name())));
  }

  private Optional<SqlName> name(Located<String> text) {
    try {
      return Optional.of(SqlName.parse(text.value()));
    } catch (IllegalArgumentException _) {
      problems.error(
          text.place(),
          "\"" + text.value() + "\" is not a name in SQL",
          "write it as SQL does: users, public.users or '\"Users\"'");
      return Optional.empty();
    }
  }

  private Optional<Work> setColumns(Optional<KeyWalk> walk, WayBack wayBack) {
    if (walk.isEmpty() && fields.keyPlace("table").isEmpty()) {
      problems.error(
          fields.keyPlace("up").or(() -> fields.keyPlace("down")).orElseThrow(),
          "which table this is about is not said",
          "add \"table: …\" and \"key: …\"");
    }
    Optional<Change> up = change("up");
    Optional<Change> down = change("down");
    if (fields.value("up").isEmpty()) {
      problems.error(
          fields.keyPlace("down").orElse(Place.of(folder)),
          "there is a way back, but no way up",
          "add \"up:\" with predicate and set");
    }
    reversal(wayBack, fields.keyPlace("down"), "\"down:\" with predicate and set");
    return walk.flatMap(keys -> up.map(there -> new Work.SetColumns(keys, there, down)));
  }

  private Optional<Change> change(String key) {
    if (fields.value(key).isEmpty()) {
      return Optional.empty();
    }
    Fields parts =
        Fields.of(fields.value(key).orElseThrow(), List.of("predicate", "set"), problems);
    Place place = fields.keyPlace(key).orElseThrow();
    Optional<String> predicate = part(parts, "predicate", "which rows still need it", place);
    Optional<String> set = part(parts, "set", "what they get", place);
    return predicate.flatMap(p -> set.map(s -> new Change(p, s)));
  }

  private Optional<String> part(Fields parts, String key, String meaning, Place place) {
    Optional<Located<String>> text = parts.text(key).filter(t -> !t.value().isBlank());
    if (text.isEmpty()) {
      if (parts.sound()) {
        problems.error(
            place, "\"" + key + "\" is missing", "add \"" + key + ": …\": " + meaning + ", as SQL");
      }
      return Optional.empty();
    }
    String sql = text.get().value();
    String whole =
        key.equals("set")
            ? "UPDATE t SET " + sql + "\n WHERE true"
            : "SELECT FROM t WHERE (" + sql + "\n)";
    Script script = Script.parse(whole);
    if (script.hasErrors() || script.statements().size() != 1) {
      problems.error(
          text.get().place(),
          "\""
              + key
              + "\" is not part of one statement: "
              + script.flaws().stream().map(Flaw::what).findFirst().orElse("it has a semicolon"),
          key.equals("set")
              ? "write only what stands behind SET"
              : "write only what stands behind WHERE");
    }
    return Optional.of(sql);
  }

  private Optional<Work> scripts(Optional<KeyWalk> walk, WayBack wayBack) {
    Optional<BatchScript> progress = script(PROGRESS, Set.of());
    Set<String> range =
        walk.isPresent() ? Set.of(BatchScript.FIRST, BatchScript.LAST) : Set.of(BatchScript.SIZE);
    Optional<BatchScript> up = script(UP, range);
    Optional<BatchScript> down = Optional.empty();
    boolean present = names.contains(DOWN);
    reversal(
        wayBack, present ? Optional.of(Place.of(folder + "/" + DOWN)) : Optional.empty(), DOWN);
    if (present) {
      down = script(DOWN, range);
    }
    Optional<BatchScript> back = down;
    return progress.flatMap(p -> up.map(u -> new Work.Scripts(walk, p, u, back)));
  }

  private void reversal(WayBack wayBack, Optional<Place> down, String what) {
    switch (wayBack) {
      case WORK -> {
        if (down.isEmpty()) {
          problems.error(
              Place.of(folder),
              "nothing says how it is taken back",
              "add "
                  + what
                  + "; or say \"non_destructive: true\" if the older release reads the data"
                  + " as they are, or \"irreversible: true\" if there is no way back");
        }
      }
      case NEEDLESS ->
          down.ifPresent(place ->
              problems.error(
                  place,
                  "a way back is given, but non_destructive says that none is needed",
                  REVERSE_REMEDY));
      case IMPOSSIBLE ->
          down.ifPresent(place ->
              problems.error(
                  place,
                  "a way back is given, but irreversible says that there is none",
                  REVERSE_REMEDY));
    }
  }

  private Optional<BatchScript> script(String name, Set<String> needed) {
    String file = folder + "/" + name;
    if (!names.contains(name)) {
      problems.error(
          Place.of(folder),
          name + " is missing",
          name.equals(PROGRESS)
              ? "write a query that gives one number, the share that is done, from 0 to 1"
              : "write one batch of it");
      return Optional.empty();
    }
    try {
      return Utf8.decode(tree.read(file), file, problems).map(text -> checked(file, text, needed));
    } catch (Fault fault) {
      problems.error(fault);
      return Optional.empty();
    }
  }

  private BatchScript checked(String file, String text, Set<String> needed) {
    Script script = Script.parse(text);
    for (Flaw flaw : script.flaws()) {
      if (flaw.isError()) {
        problems.error(place(file, flaw.position()), flaw.what(), flaw.remedy());
      }
    }
    if (script.statements().isEmpty() && !script.hasErrors()) {
      problems.error(Place.of(file), "there is no statement in the file", "write one batch of it");
    }
    if (!script.transactional()) {
      problems.error(
          Place.of(file),
          "this cannot run in a transaction, which every batch does",
          "remove what commits, rolls back or refuses to be in a transaction");
    }
    BatchScript batch = new BatchScript(file, text);
    parameters(batch, script, needed);
    return batch;
  }

  private void parameters(BatchScript batch, Script script, Set<String> needed) {
    String file = batch.file();
    for (Use use : batch.parameters().uses()) {
      boolean known = BatchScript.PARAMETERS.contains(use.name());
      Optional<String> near = Nearest.to(use.name(), BatchScript.PARAMETERS);
      boolean ranged = needed.contains(BatchScript.FIRST) || use.name().equals(BatchScript.SIZE);
      if (!known && near.isPresent()) {
        problems.error(
            place(file, script.position(use.start())),
            "unknown parameter :" + use.name(),
            "did you mean :" + near.get() + "?");
      } else if (known && (needed.isEmpty() || !ranged)) {
        problems.error(
            place(file, script.position(use.start())),
            ":" + use.name() + " has no value here",
            needed.isEmpty()
                ? "progress is asked of the whole, not of a batch: leave it out"
                : "declare table and key in metadata.yaml to get a range of keys");
      }
    }
    for (String name : needed.stream().sorted().toList()) {
      if (!batch.parameters().names().contains(name)) {
        problems.error(
            Place.of(file),
            ":" + name + " is nowhere used, so every batch would do everything",
            name.equals(BatchScript.SIZE)
                ? "limit the batch: … LIMIT :batch_size FOR UPDATE SKIP LOCKED"
                : "limit the batch: … WHERE <key> BETWEEN :first AND :last");
      }
    }
  }

  private static Place place(String file, Position position) {
    return new Place(file, position.line(), position.column());
  }
}
