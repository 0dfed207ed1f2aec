#!/bin/bash
# What it costs to keep a column of a large table on the way down, and to give it back on the way up, against the bare
# statements that any tool would need for it: CREATE TABLE AS, and UPDATE … FROM. Both in one run, in turns.
#
#   PGHOST=… PGPORT=… PGUSER=… bench/keep.sh        makes and drops the database ebb_bench_keep
#   ROWS   how many rows (1000000)     TIMES   how often (3)     EBB   the ebb to start (that of this source tree)
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
ROWS=${ROWS:-1000000} TIMES=${TIMES:-3}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"; psql -qd postgres -c "DROP DATABASE IF EXISTS ebb_bench_keep"' EXIT
export PGDATABASE=ebb_bench_keep

mkdir -p "$WORK/migrations/bench"
cd "$WORK/migrations/bench"
echo "CREATE TABLE people (id bigint PRIMARY KEY, name text NOT NULL, n int)" >1_people.up.sql
echo "DROP TABLE people" >1_people.down.sql
echo "ALTER TABLE people ADD COLUMN email text" >2_email.up.sql
echo "ALTER TABLE people DROP COLUMN email" >2_email.down.sql

sql() { psql -qAtX -v ON_ERROR_STOP=1 -c "$1"; }
fill() {
  psql -qd postgres -c "DROP DATABASE IF EXISTS ebb_bench_keep" -c "CREATE DATABASE ebb_bench_keep" 2>/dev/null
  "$EBB" up --project "$WORK" --db=bench --quiet
  sql "INSERT INTO people SELECT g, 'name ' || g, g % 97, 'somebody' || g || '@example.org' FROM generate_series(1, $ROWS) g"
  sql "VACUUM ANALYZE people"
  sql "CHECKPOINT"
}
timed() {
  local started
  started=$(date +%s%N)
  "${@:2}" >/dev/null
  echo "$1 $((($(date +%s%N) - started) / 1000000)) ms"
}
sums() { sql "SELECT count(*), sum(hashtextextended(id || email, 0)) FROM people"; }

for _ in $(seq "$TIMES"); do
  fill
  before=$(sums)
  timed "down, bare statements" sql "BEGIN; CREATE TABLE stored AS SELECT id, email FROM people;
    ALTER TABLE people DROP COLUMN email; COMMIT"
  timed "up,   bare statements" sql "BEGIN; ALTER TABLE people ADD COLUMN email text;
    UPDATE people p SET email = s.email FROM stored s WHERE s.id = p.id; DROP TABLE stored; COMMIT"
  fill
  timed "down, ebb            " "$EBB" down --project "$WORK" --db=bench --yes --loss=keep --quiet
  timed "up,   ebb            " "$EBB" up --project "$WORK" --db=bench --quiet
  [ "$(sums)" = "$before" ] || { echo "not all came back" >&2; exit 1; }
done
