#!/bin/bash
# How long `ebb prove` takes for every migration of a project, and how much of it the processor works: the client, and the
# scratch server that it starts.
#
#   bench/prove.sh                          300 generated migrations
#   bench/prove.sh PROJECT [OPTION…]        the migrations of a project, as in: bench/prove.sh ~/shop --db=frontend
#   COUNT  how many are generated (300)     EBB  the ebb to start (that of this source tree)
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
COUNT=${COUNT:-300}
WORK=$(mktemp -d)
chmod 755 "$WORK"
trap 'rm -rf "$WORK"' EXIT

write() {
  printf '%s\n' "$2" >"$1.up.sql"
  printf '%s\n' "$3" >"$1.down.sql"
}

generate() {
  mkdir -p "$WORK/migrations/bench"
  cd "$WORK/migrations/bench"
  local i t o
  for ((i = 1; i <= COUNT; i++)); do
    t=t$(((i - 1) / 10)) o=t$(((i - 1) / 10 - 1)) f=$(printf '%04d_step' "$i")
    [ "$i" -gt 10 ] || o=t0
    case $((i % 10)) in
      1) write "$f" "CREATE TABLE $t (id bigserial PRIMARY KEY, name text NOT NULL, n int DEFAULT 0, at timestamptz DEFAULT now());" "DROP TABLE $t;" ;;
      2) write "$f" "ALTER TABLE $t ADD COLUMN other_id bigint REFERENCES $o (id) ON DELETE CASCADE;" "ALTER TABLE $t DROP COLUMN other_id;" ;;
      3) write "$f" "CREATE INDEX ${t}_name ON $t (lower(name)); CREATE UNIQUE INDEX ${t}_both ON $t (n, id);" "DROP INDEX ${t}_both; DROP INDEX ${t}_name;" ;;
      4) write "$f" "CREATE VIEW ${t}_view AS SELECT x.id, x.name, y.name AS other FROM $t x LEFT JOIN $o y ON y.id = x.other_id;" "DROP VIEW ${t}_view;" ;;
      5) write "$f" "CREATE TYPE ${t}_state AS ENUM ('new', 'done'); ALTER TABLE $t ADD COLUMN state ${t}_state NOT NULL DEFAULT 'new';" "ALTER TABLE $t DROP COLUMN state; DROP TYPE ${t}_state;" ;;
      6) write "$f" "CREATE FUNCTION ${t}_touch() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN NEW.at = now(); RETURN NEW; END \$\$; CREATE TRIGGER touch BEFORE UPDATE ON $t FOR EACH ROW EXECUTE FUNCTION ${t}_touch();" "DROP TRIGGER touch ON $t; DROP FUNCTION ${t}_touch();" ;;
      7) write "$f" "ALTER TABLE $t ADD CONSTRAINT ${t}_n CHECK (n > -2147483648); COMMENT ON TABLE $t IS 'of step $i';" "COMMENT ON TABLE $t IS NULL; ALTER TABLE $t DROP CONSTRAINT ${t}_n;" ;;
      8) write "$f" "ALTER TABLE $t RENAME COLUMN at TO changed_at; ALTER TABLE $t ALTER COLUMN n SET NOT NULL;" "ALTER TABLE $t ALTER COLUMN n DROP NOT NULL; ALTER TABLE $t RENAME COLUMN changed_at TO at;" ;;
      9) write "$f" "INSERT INTO $t (name, n) SELECT 'row ' || g, g FROM generate_series(1000001, 1000020) g;" "DELETE FROM $t WHERE n BETWEEN 1000001 AND 1000020;" ;;
      0) write "$f" "CREATE TABLE ${t}_log (id bigint GENERATED ALWAYS AS IDENTITY, of_id bigint NOT NULL REFERENCES $t (id), what jsonb, PRIMARY KEY (of_id, id));" "DROP TABLE ${t}_log;" ;;
    esac
  done
  cd - >/dev/null
}

if [ $# -gt 0 ]; then
  project=$1
  shift
else
  generate
  project=$WORK
fi

# What a process and all that it has waited for took, in hundredths of a second.
worked() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '{ all = $12 + $13 + $14 + $15 } END { print all + 0 }'; }
# The postmaster of the scratch server, and its backends that live, which it has not waited for yet.
server() {
  local file pid all=0 one
  for file in "$WORK"/ebb-shadow-*/data/postmaster.pid; do
    pid=$(head -n 1 "$file" 2>/dev/null) || continue
    for one in $pid $(pgrep -P "$pid" || true); do
      all=$((all + $(worked "$one")))
    done
  done
  echo "$all"
}

"$EBB" --version >/dev/null
export EBB_JAVA_OPTS="${EBB_JAVA_OPTS:-} -Djava.io.tmpdir=$WORK"
started=${EPOCHREALTIME/./}
"$EBB" prove --all --project "$project" "$@" >"$WORK/out" 2>"$WORK/err" &
client=$!
theirs=0 ours=0
while kill -0 $client 2>/dev/null; do
  now=$(server) && [ "$now" -lt "$theirs" ] || theirs=$now
  now=$(worked $client) && [ "$now" -lt "$ours" ] || ours=$now
  sleep 0.25
done
status=0
wait $client || status=$?
wall=$(((${EPOCHREALTIME/./} - started) / 1000))
grep -E 'migrations in .*proven' "$WORK/out" || tail -5 "$WORK/out" "$WORK/err"
printf 'exit %d: %d.%03d s; processor: client %d.%02d s, server %d.%02d s\n' "$status" $((wall / 1000)) $((wall % 1000)) \
  $((ours / 100)) $((ours % 100)) $((theirs / 100)) $((theirs % 100))
