#!/bin/bash
# Filling a new column of a large table: one single UPDATE (the limit of the server), the shape that pgroll publishes (a flag of
# rows to be done and a trigger that does them, a thousand keys at a time), and Ebb with one and two workers, polite as by default
# and without rest; each while a small load of updates runs, whose latency is the price that others pay. Then the same at other
# sizes of the table: whether the rate stays.
#
#   PGHOST=… PGPORT=… PGUSER=… bench/backfill.sh        makes and drops databases ebb_bench_backfill…; PostgreSQL 15 or newer
#   ROWS    how many rows (5000000)           LOAD   clients of the load (1)              IDLE  seconds of load alone (15)
#   WORKERS which numbers of workers ("1 2")  FLAT   other sizes ("100000 1000000")       EBB   the ebb to start (of this tree)
#   FLAGS   the sizes at which rows are found by the flag alone, as pgroll does without a key ("100000"): it reads the table again
#           for every thousand rows, so its time grows with the square of the size
# 5 million rows and two other sizes take about ten minutes on two cores; FLAT="100000 1000000 10000000" four more.
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
ROWS=${ROWS:-5000000} LOAD=${LOAD:-1} IDLE=${IDLE:-15} WORKERS=${WORKERS:-1 2} FLAT=${FLAT-100000 1000000} FLAGS=${FLAGS-100000}
WORK=$(mktemp -d)
LOADERS=()
stop() { for p in "${LOADERS[@]:-}"; do [ -z "$p" ] || kill "$p" 2>/dev/null || true; done; LOADERS=(); }
trap 'stop; wait 2>/dev/null; rm -rf "$WORK"; drop ebb_bench_backfill; drop ebb_bench_backfill_seed' EXIT
drop() { psql -qd postgres -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" 2>/dev/null; }
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

SEED=0
fill() { # rows: made once for each size, then copied
  if [ "$SEED" != "$1" ]; then
    SEED=$1
    drop ebb_bench_backfill_seed
    psql -qd postgres -c "CREATE DATABASE ebb_bench_backfill_seed"
    psql -qAtX -v ON_ERROR_STOP=1 -d ebb_bench_backfill_seed >/dev/null -c "
      CREATE TABLE big (id bigint PRIMARY KEY, body text NOT NULL, filled text);
      INSERT INTO big SELECT i, md5(i::text) FROM generate_series(1, $1) i;
      CREATE TABLE small (id int PRIMARY KEY, n int NOT NULL); INSERT INTO small SELECT i, 0 FROM generate_series(1, 1000) i" \
      -c "VACUUM (ANALYZE, FREEZE) big" -c "VACUUM (ANALYZE, FREEZE) small"
  fi
  drop ebb_bench_backfill
  psql -qd postgres -c "CREATE DATABASE ebb_bench_backfill TEMPLATE ebb_bench_backfill_seed STRATEGY file_copy" -c "CHECKPOINT"
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
  [ "$title" != "one UPDATE" ] || ONE=$((rows * 1000 / millis))
  printf '%-26s %9d rows  %7d ms  %8d rows/s  %4d %% of one UPDATE  %6d MiB WAL  ' \
    "$title" "$rows" "$millis" $((rows * 1000 / millis)) $((rows * 100000 / millis / ONE)) "$wal"
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
printf '%-26s %85s' "nothing (idle)" ""
latency
echo
one() { # rows
  measured "one UPDATE" "$1" sql "UPDATE big SET filled = upper(body) WHERE filled IS NULL"
}
# What pgroll does, in one call to the server, which saves it a round trip for each batch.
flagged() { # "" or a condition on keys
  sql "ALTER TABLE big ADD COLUMN todo boolean DEFAULT true"
  sql "CREATE FUNCTION fill_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.filled := upper(NEW.body); NEW.todo := false; RETURN NEW; END'"
  sql "CREATE TRIGGER fill_one BEFORE INSERT OR UPDATE ON big FOR EACH ROW EXECUTE FUNCTION fill_one()"
  sql "DO \$\$ DECLARE reached bigint := 0; BEGIN LOOP
         WITH batch AS (SELECT id FROM big WHERE todo $1 LIMIT 1000 FOR NO KEY UPDATE),
              done AS (UPDATE big SET id = big.id FROM batch WHERE big.id = batch.id RETURNING big.id)
         SELECT max(id) INTO reached FROM done;
         EXIT WHEN reached IS NULL; COMMIT; END LOOP; END \$\$"
}
by_key() { flagged "AND id > reached ORDER BY id"; }
by_flag() { flagged ""; }

one "$ROWS"
measured "pgroll's shape, by key" "$ROWS" by_key
for n in $WORKERS; do
  measured "ebb, $n worker(s), polite" "$ROWS" ebb "$n" default
  measured "ebb, $n worker(s), no rest" "$ROWS" ebb "$n" 0
done
for rows in $FLAT; do
  one "$rows"
  measured "pgroll's shape, by key" "$rows" by_key
  case " $FLAGS " in *" $rows "*) measured "pgroll's shape, by flag" "$rows" by_flag ;; esac
  measured "ebb, 1 worker(s), polite" "$rows" ebb 1 default
done
