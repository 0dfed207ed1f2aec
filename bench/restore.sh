#!/bin/bash
# What Ebb's ways back cost beside the bare programs that do the same work: a branch beside CREATE DATABASE, a snapshot beside pg_dump
# with the same settings, its restore beside pg_restore, the pause of an application while a branch is promoted, and one table's lost
# rows brought back from a snapshot. All in one run, in turns; Ebb's lines include looking into every copy and counting its rows.
#
#   PGHOST=… PGPORT=… PGUSER=… bench/restore.sh      makes and drops databases ebb_bench_restore…; PostgreSQL 15 or newer
#   ROWS   how many rows (11000000: about 2 GB with its indexes)   TIMES  how often (3)    EBB  the ebb to start (of this tree)
# 2 GB take about ten minutes on two cores, and 6 GB of disk.
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
ROWS=${ROWS:-11000000} TIMES=${TIMES:-3} DB=ebb_bench_restore
WORK=$(mktemp -d)
LOADER=
end() {
  [ -z "$LOADER" ] || kill "$LOADER" 2>/dev/null || true
  for name in $(psql -qAtXd postgres -c "SELECT datname FROM pg_database WHERE datname LIKE '$DB%'"); do
    psql -qd postgres -c "DROP DATABASE \"$name\" WITH (FORCE)" 2>/dev/null || true
  done
  rm -rf "$WORK"
}
trap end EXIT
export PGDATABASE=$DB
sql() { psql -qAtX -v ON_ERROR_STOP=1 -c "$1"; }
ebb() { "$EBB" "$@" --project "$WORK" --db=bench --yes --quiet; }
SPENT=
timed() { # title, command…
  local started
  started=$(date +%s%N)
  "${@:2}" >"$WORK/out" 2>&1 || { cat "$WORK/out" >&2; exit 1; }
  SPENT=$((($(date +%s%N) - started) / 1000000))
  echo "$1 $SPENT ms"
}
# the Ebb of a pair is told as a share of the bare program just before it
pair() { echo "                                 = $((SPENT * 100 / $1)) %"; }

mkdir -p "$WORK/migrations/bench"
cd "$WORK/migrations/bench"
echo "CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, body text NOT NULL, placed timestamptz NOT NULL)" >1_orders.up.sql
echo "DROP TABLE orders" >1_orders.down.sql
cd "$WORK"
psql -qd postgres -c "DROP DATABASE IF EXISTS $DB WITH (FORCE)" -c "CREATE DATABASE $DB"
ebb up
sql "INSERT INTO orders SELECT g, g % 9973, md5(g::text) || md5((g * 7)::text) || repeat(chr(97 + (g % 26)::int), (g % 90)::int),
       timestamptz '2026-01-01 00:00+00' + g * interval '1 second' FROM generate_series(1, $ROWS) g"
sql "CREATE INDEX ON orders (customer)"
psql -qAtX -c "VACUUM (ANALYZE, FREEZE) orders" -c "CHECKPOINT"
echo "database: $(sql "SELECT pg_size_pretty(pg_database_size(current_database()))"), $ROWS rows, PostgreSQL $(sql "SHOW server_version")"
sums() { sql "SELECT count(*), sum(hashtextextended(id || body, 0)) FROM orders"; }
SUMS=$(sums)

# an application that asks once in a millisecond, and connects again when it must: its longest wait, told when it is stopped
application() {
  python3 - "$WORK/waits" <<'PY' &
import subprocess, sys, time
p, last = None, time.perf_counter()
out = open(sys.argv[1], "w", buffering=1)
while True:
    if p is None or p.poll() is not None:
        p = subprocess.Popen(["psql", "-qAtX"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
    try:
        p.stdin.write("SELECT 1;\n"); p.stdin.flush()
        if p.stdout.readline():
            now = time.perf_counter()
            out.write("%.1f\n" % ((now - last) * 1000))
            last = now
    except BrokenPipeError:
        pass
    time.sleep(0.001)
PY
  LOADER=$!
}

for turn in $(seq "$TIMES"); do
  psql -qd postgres -c "CHECKPOINT"
  timed "branch, CREATE DATABASE         " psql -qXd postgres -c "CREATE DATABASE ${DB}_bare TEMPLATE $DB STRATEGY file_copy"
  bare=$SPENT
  psql -qd postgres -c "DROP DATABASE ${DB}_bare" -c "CHECKPOINT"
  timed "branch, ebb                     " ebb branch create "b$turn"
  pair "$bare"
  application
  sleep 1
  timed "promote, ebb                    " ebb branch promote "b$turn" --end-sessions
  sleep 1
  kill "$LOADER"; wait "$LOADER" 2>/dev/null || true; LOADER=
  echo "promote, the application's pause  $(sort -n "$WORK/waits" | tail -1) ms"
  [ "$(sums)" = "$SUMS" ] || { echo "the promoted branch has other rows" >&2; exit 1; }
  for name in $(psql -qAtXd postgres -c "SELECT datname FROM pg_database WHERE datname LIKE '${DB}\_%'"); do
    psql -qd postgres -c "DROP DATABASE \"$name\""
  done

  psql -qd postgres -c "CHECKPOINT"
  timed "snapshot, pg_dump               " pg_dump --format=directory --jobs=2 --compress=1 --file="$WORK/bare" "$DB"
  bare=$SPENT
  timed "snapshot, ebb                   " ebb snapshot create "s$turn"
  pair "$bare"
  psql -qd postgres -c "CREATE DATABASE ${DB}_bare" -c "CHECKPOINT"
  timed "restore, pg_restore and ANALYZE " sh -c "pg_restore --jobs=2 --dbname=${DB}_bare '$WORK/bare' && psql -qXd ${DB}_bare -c ANALYZE"
  bare=$SPENT
  psql -qd postgres -c "DROP DATABASE ${DB}_bare" -c "CHECKPOINT"
  timed "restore, ebb                    " ebb snapshot restore "s$turn"
  pair "$bare"
  [ "$(sums)" = "$SUMS" ] || { echo "the restored database has other rows" >&2; exit 1; }
  sql "DELETE FROM orders WHERE id % 1000 = 7"
  timed "restore, only lost rows, ebb    " ebb snapshot restore "s$turn" --table=orders
  [ "$(sums)" = "$SUMS" ] || { echo "not all lost rows came back" >&2; exit 1; }
  rm -rf "$WORK/bare"
  ebb snapshot delete "s$turn"
  for name in $(psql -qAtXd postgres -c "SELECT datname FROM pg_database WHERE datname LIKE '${DB}\_%'"); do
    psql -qd postgres -c "DROP DATABASE \"$name\""
  done
done
