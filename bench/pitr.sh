#!/bin/bash
# What going back to a moment costs through Ebb beside pgBackRest's own command line with the same options: restore a backup into a
# second data directory, start it, replay up to a named point, promote; in turns, in one run. Ebb's line also includes what it does
# besides: waiting until the last writes are archived, looking into what came back and counting its rows. Told apart by its own messages.
#
#   bench/pitr.sh          makes a server of its own under WORK and removes it; needs pgbackrest and PostgreSQL 15; as root or anybody
#   ROWS   how many rows (8000000: about 2 GB with its indexes)    TIMES  how often (3)    EBB  the ebb to start (of this tree)
#   WORK   a folder on the disk to measure (default: under TMPDIR); it needs four times the size of the database
set -eu
EBB=$(readlink -f "${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}")
ROWS=${ROWS:-8000000} TIMES=${TIMES:-3} BIN=${BIN:-/usr/lib/postgresql/15/bin}
for program in pgbackrest "$BIN/initdb"; do
  command -v "$program" >/dev/null || { echo "$program is missing: apt-get install pgbackrest postgresql-15" >&2; exit 2; }
done
WORK=$(mktemp -d "${WORK:-${TMPDIR:-/tmp}}/ebb-pitr.XXXXXX")
AS=()
if [ "$(id -u)" = 0 ]; then
  chown postgres:postgres "$WORK"
  AS=(setpriv --reuid=postgres --regid=postgres --init-groups --)
fi
own() { (cd "$WORK" && "${AS[@]}" env LC_ALL=C "$@"); }
PORT=${PORT:-$((20000 + RANDOM % 20000))}
end() {
  for data in "$WORK"/data*; do
    [ -f "$data/postmaster.pid" ] && own "$BIN/pg_ctl" -D "$data" -m immediate -w stop >/dev/null 2>&1 || true
  done
  rm -rf "$WORK"
}
trap end EXIT
own "$BIN/initdb" -D "$WORK/data" -U postgres -A trust >/dev/null
cat >"$WORK/pgbackrest.conf" <<X
[global]
repo1-path=$WORK/repo
log-path=$WORK
lock-path=$WORK/lock
spool-path=$WORK/spool
log-level-file=off
log-level-console=warn
compress-type=zst
process-max=2
start-fast=y
repo1-retention-full=9
[bench]
pg1-path=$WORK/data
pg1-port=$PORT
pg1-socket-path=$WORK
X
cat >>"$WORK/data/postgresql.conf" <<X
port=$PORT
listen_addresses='127.0.0.1'
unix_socket_directories='$WORK'
archive_mode=on
archive_command='pgbackrest --config=$WORK/pgbackrest.conf --stanza=bench archive-push %p'
max_wal_size=8GB
X
rest() { own pgbackrest --config="$WORK/pgbackrest.conf" --stanza=bench "$@"; }
own "$BIN/pg_ctl" -D "$WORK/data" -l "$WORK/server.log" -w start >/dev/null
export PGHOST=127.0.0.1 PGPORT=$PORT PGUSER=postgres PGDATABASE=postgres EBB_ENVIRONMENT=development
sql() { psql -qAtX -v ON_ERROR_STOP=1 "${@:2}" -c "$1"; }
mkdir -p "$WORK/project/migrations/bench"
cd "$WORK/project"
echo "CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, body text NOT NULL, placed timestamptz NOT NULL)" >migrations/bench/1_orders.up.sql
echo "DROP TABLE orders" >migrations/bench/1_orders.down.sql
printf 'restore:\n  config: %s\n' "$WORK/pgbackrest.conf" >ebb.yaml
ebb() { "$EBB" "$@" --project "$WORK/project" --db=bench --yes; }
rest stanza-create
ebb up --quiet
sql "INSERT INTO orders SELECT g, g % 9973, md5(g::text) || md5((g * 7)::text) || repeat(chr(97 + (g % 26)::int), (g % 90)::int),
       timestamptz '2026-01-01 00:00+00' + g * interval '1 second' FROM generate_series(1, $ROWS) g"
sql "CREATE INDEX ON orders (customer)"
sql "VACUUM (ANALYZE, FREEZE) orders"
rest --type=full backup
sql "UPDATE orders SET customer = customer + 1 WHERE id % 50 = 0"
POINT=$(ebb pitr point bench --quiet | sed -n 's/^restore point \([^ ]*\) of .*/\1/p')
sums() { sql "SELECT count(*), sum(hashtextextended(id || body, 0)), sum(customer) FROM orders" "$@"; }
SUMS=$(sums)
sql "UPDATE orders SET body = 'spoilt' WHERE id % 3 = 0"
sql "SELECT pg_switch_wal()" >/dev/null
LABEL=$(rest info --output=json | sed 's/.*"label":"\([^"]*\)".*/\1/')
echo "database: $(sql "SELECT pg_size_pretty(pg_database_size(current_database()))"), $ROWS rows, PostgreSQL $(sql "SHOW server_version"), $(pgbackrest version), point $POINT"
now() { date +%s%N; }
bare() {
  local new=$WORK/data.bare port=$((PORT + 1)) begun restored
  begun=$(now)
  rest --pg1-path="$new" --set="$LABEL" --type=name --target="$POINT" --target-timeline=1 --target-action=promote --archive-mode=off restore
  restored=$(now)
  own "$BIN/pg_ctl" -D "$new" -l "$WORK/bare.log" -o "-p $port -c archive_mode=off" -w start >/dev/null
  until [ "$(sql "SELECT pg_is_in_recovery()" -p $port 2>/dev/null)" = f ]; do sleep 0.02; done
  BARE=$((($(now) - begun) / 1000000))
  echo "pgbackrest restore, start, replay, promote   $BARE ms   (files $(((restored - begun) / 1000000)) ms)"
  [ "$(sums -p $port)" = "$SUMS" ] || { echo "not what it was" >&2; exit 1; }
  own "$BIN/pg_ctl" -D "$new" -m immediate -w stop >/dev/null
  rm -rf "$new"
}
through() {
  local begun place ready
  begun=$(now)
  ebb pitr restore "$POINT" 2> >(while IFS= read -r line; do echo "$(now) $line"; done >"$WORK/said") >"$WORK/out"
  now >"$WORK/ended"
  EBBS=$((($(cat "$WORK/ended") - begun) / 1000000))
  grep -q "verified against what was recorded" "$WORK/out" || { cat "$WORK/out" "$WORK/said" >&2; exit 1; }
  place=$(sed -n 's/.*data\.ebb-\([0-9t]*\).*/\1/p' "$WORK/out" | head -1)
  ready=$((($(sed -n 's/ looking into it.*//p' "$WORK/said") - begun) / 1000000))
  echo "ebb pitr restore, until it answers           $ready ms   = $((ready * 100 / BARE)) %"
  echo "ebb pitr restore, with looking into it       $EBBS ms   = $((EBBS * 100 / BARE)) %"
  LAST=$place
  [ "${1:-}" = keep ] || ebb pitr delete "$place" --quiet >/dev/null
}
for _ in $(seq 2 "$TIMES"); do bare; through; done
bare
through keep
ebb pitr switch "$LAST" --switch=do | sed -n 's/^ *nobody could connect for /pause of the switch                          /p'
[ "$(sums)" = "$SUMS" ] || { echo "not what it was" >&2; exit 1; }
echo "what serves is what was there at the point"
