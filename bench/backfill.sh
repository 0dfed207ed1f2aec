#!/bin/bash
# Filling a new column of a large table: one single UPDATE (the limit of the server), and Ebb with one and two workers,
# polite as by default and without rest; each while a small load of updates runs, whose latency is the price that others pay.
#
#   PGHOST=… PGPORT=… PGUSER=… bench/backfill.sh        makes and drops the database ebb_bench_backfill
#   ROWS    how many rows (5000000)      LOAD   clients of the load, by pgbench or psql (1)     IDLE   seconds of load alone (15)
#   WORKERS which numbers of workers ("1 2")     EBB   the ebb to start (that of this source tree)    FLAT  also 1/10 and 1/50 of the rows (1)
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
ROWS=${ROWS:-5000000} LOAD=${LOAD:-1} IDLE=${IDLE:-15} WORKERS=${WORKERS:-1 2} FLAT=${FLAT:-1}
WORK=$(mktemp -d)
LOADERS=()
stop() { for p in "${LOADERS[@]:-}"; do [ -z "$p" ] || kill "$p" 2>/dev/null || true; done; LOADERS=(); }
trap 'stop; wait 2>/dev/null; rm -rf "$WORK"; psql -qd postgres -c "DROP DATABASE IF EXISTS ebb_bench_backfill WITH (FORCE)"' EXIT
export PGDATABASE=ebb_bench_backfill
sql() { psql -qAtX -v ON_ERROR_STOP=1 -c "$1"; }

mkdir -p "$WORK/migrations/bench" "$WORK/out-of-band/1_fill"
echo "SELECT 1" >"$WORK/migrations/bench/1_nothing.up.sql"
echo "SELECT 1" >"$WORK/migrations/bench/1_nothing.down.sql"
cat >"$WORK/out-of-band/1_fill/metadata.yaml" <<'YAML'
id: 1
schema: bench
component: bench
description: fill the new column
introduced: v1.0
table: big
key: id
non_destructive: true
up: {predicate: filled IS NULL, set: filled = upper(body)}
YAML

fill() { # rows
  psql -qd postgres -c "DROP DATABASE IF EXISTS ebb_bench_backfill WITH (FORCE)" -c "CREATE DATABASE ebb_bench_backfill" 2>/dev/null
  sql "CREATE TABLE big (id bigint PRIMARY KEY, body text NOT NULL, filled text);
       INSERT INTO big SELECT i, md5(i::text) FROM generate_series(1, $1) i;
       CREATE TABLE small (id int PRIMARY KEY, n int NOT NULL); INSERT INTO small SELECT i, 0 FROM generate_series(1, 1000) i"
  sql "VACUUM ANALYZE big"
  sql "VACUUM ANALYZE small"
  sql "CHECKPOINT"
}

# Small updates, of rows of their own and of the table that is filled, fifty a second from each client; a line of milliseconds each.
load() {
  local i
  for i in $(seq "$LOAD"); do
    python3 - "$ROWS_NOW" "$WORK/load.$i" <<'PY' &
import os, random, subprocess, sys, time
rows, out = int(sys.argv[1]), open(sys.argv[2], "w", buffering=1)
p = subprocess.Popen(["psql", "-qAtX"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
try:
    while True:
        r = random.Random()
        q = "BEGIN; UPDATE small SET n = n + 1 WHERE id = %d; UPDATE big SET body = body WHERE id = %d; COMMIT; SELECT 1;\n" % (
            r.randint(1, 1000), r.randint(1, rows))
        t = time.perf_counter()
        p.stdin.write(q); p.stdin.flush(); p.stdout.readline()
        out.write("%.3f\n" % ((time.perf_counter() - t) * 1000))
        time.sleep(0.02)
except (BrokenPipeError, KeyboardInterrupt):
    pass
PY
    LOADERS+=($!)
  done
}
latency() { # the median and the 99th percentile
  stop
  wait 2>/dev/null || true
  sort -n "$WORK"/load.* | awk '{v[NR]=$1} END {if (NR) printf "p50 %.2f ms, p99 %.2f ms, max %.1f ms of %d updates", v[int((NR+1)/2)], v[int(NR*0.99)], v[NR], NR}'
  rm -f "$WORK"/load.*
}
measured() { # title, rows, command…
  local title=$1 rows=$2 wal started millis
  shift 2
  ROWS_NOW=$rows
  fill "$rows"
  load
  sleep 1
  wal=$(sql "SELECT pg_current_wal_lsn()")
  started=$(date +%s%N)
  "$@" >/dev/null 2>"$WORK/err" || { cat "$WORK/err" >&2; exit 1; }
  millis=$((($(date +%s%N) - started) / 1000000))
  # of Ebb the work alone, without the start of its process, which would blur the rates of small tables
  if [ "$1" = ebb ]; then
    millis=$(sql "SELECT (extract(epoch FROM ended_at - began_at) * 1000)::bigint FROM ebb_out_of_band.run")
  fi
  wal=$(sql "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '$wal')::bigint / 1048576")
  printf '%-26s %9d rows  %7d ms  %8d rows/s  %6d MiB WAL  ' "$title" "$rows" "$millis" $((rows * 1000 / millis)) "$wal"
  latency
  echo
  [ "$(sql "SELECT count(*) FROM big WHERE filled IS NULL")" = 0 ] || { echo "not all were filled" >&2; exit 1; }
}
ebb() { # workers, rest
  if [ "$2" != default ]; then "$EBB" out-of-band speed --project "$WORK" --id=1 --rest="$2" --quiet; fi
  "$EBB" run-out-of-band-migrations --project "$WORK" --workers="$1" --quiet --disable-animation
}

ROWS_NOW=$ROWS
fill "$ROWS"
load
sleep "$IDLE"
printf '%-26s %64s' "nothing (idle)" ""
latency
echo
measured "one UPDATE" "$ROWS" sql "UPDATE big SET filled = upper(body) WHERE filled IS NULL"
for n in $WORKERS; do
  measured "ebb, $n worker(s), polite" "$ROWS" ebb "$n" default
  measured "ebb, $n worker(s), no rest" "$ROWS" ebb "$n" 0
done
if [ "$FLAT" = 1 ]; then
  measured "ebb, 1 worker(s), polite" $((ROWS / 10)) ebb 1 default
  measured "ebb, 1 worker(s), polite" $((ROWS / 50)) ebb 1 default
fi
