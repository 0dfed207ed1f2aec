#!/bin/bash
# Every way back, one after the other, by the commands that a person would type: a database of a given size on a server of
# its own whose archive pgBackRest keeps, a bad migration, the ranking of 'ebb rollback', recovery by each way, each verified by
# a checksum, with times; then an audit that somebody altered. What it prints is the transcript.
#
#   bench/ways-back.sh       needs PostgreSQL 15 (BIN) and, for the point in time, pgbackrest; makes and removes a folder in TMPDIR
#   SIZE   of the database in MB (1000)     EBB   the ebb to start (that of this source tree)     BIN  (/usr/lib/postgresql/15/bin)
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
SIZE=${SIZE:-1000} BIN=${BIN:-/usr/lib/postgresql/15/bin}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ebb-ways-XXXXXX")
SERVER=$WORK/server
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then as() { setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; }; fi

stop() {
  for pid in "$SERVER"/*/postmaster.pid; do [ -e "$pid" ] && kill -QUIT "$(head -1 "$pid")" 2>/dev/null; done
  sleep 1
  rm -rf "$WORK"
}
trap stop EXIT
trap 'exit 130' INT TERM

# ---- a server with an archive
chmod 711 "$WORK"
mkdir "$SERVER"
[ "$(id -u)" = 0 ] && chown postgres:postgres "$SERVER"
PORT=$((20000 + RANDOM % 20000))
archive=off
if command -v pgbackrest >/dev/null && "$EBB" pitr --help >/dev/null 2>&1; then archive=on; fi
as "$BIN/initdb" -D "$SERVER/data" -U postgres -A trust >/dev/null
as tee "$SERVER/pgbackrest.conf" >/dev/null <<END
[global]
repo1-path=$SERVER/repo
log-path=$SERVER
lock-path=$SERVER/lock
spool-path=$SERVER/spool
log-level-file=off
log-level-console=warn
compress-type=lz4
process-max=2
start-fast=y
repo1-bundle=y
repo1-retention-full=9
[main]
pg1-path=$SERVER/data
pg1-port=$PORT
pg1-socket-path=$SERVER
END
as tee -a "$SERVER/data/postgresql.conf" >/dev/null <<END
port=$PORT
listen_addresses='127.0.0.1'
unix_socket_directories='$SERVER'
shared_buffers=256MB
max_wal_size=4GB
archive_mode=$archive
archive_command='pgbackrest --config=$SERVER/pgbackrest.conf --stanza=main archive-push %p'
END
as "$BIN/pg_ctl" -D "$SERVER/data" -w -l "$SERVER/log" start >/dev/null
backrest() { as pgbackrest --config="$SERVER/pgbackrest.conf" --stanza=main "$@"; }
[ $archive = on ] && backrest stanza-create
export PGHOST=127.0.0.1 PGPORT=$PORT PGUSER=postgres PGDATABASE=shop
psql -qd postgres -c "CREATE DATABASE shop"

# ---- a project
mkdir -p "$WORK/shop/migrations/shop"
cd "$WORK/shop"
if [ $archive = on ]; then
  printf 'environment: production\nrestore:\n  provider: pgbackrest\n  config: %s\n  stanza: main\n' "$SERVER/pgbackrest.conf" >ebb.yaml
fi
cat >migrations/shop/1000_people.up.sql <<'END'
CREATE TABLE people (id bigint PRIMARY KEY, name text NOT NULL, email text, born date);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person bigint REFERENCES people, at timestamptz DEFAULT now());
END
printf 'DROP TABLE orders;\nDROP TABLE people;\n' >migrations/shop/1000_people.down.sql

say() { printf '\n== %s\n' "$*"; }
sql() { psql -qAtX -v ON_ERROR_STOP=1 -c "$1"; }
typed() { # prints a command, what it says, and how long it took
  local started status=0
  printf '$ ebb %s\n' "$*"
  started=$(date +%s%N)
  "$EBB" "$@" 2>&1 </dev/null | sed 's/^/  /' || true
  status=${PIPESTATUS[0]}
  printf '  [exit status %d, %s s]\n' "$status" "$(printf '%d.%01d' $((($(date +%s%N) - started) / 1000000000)) $((($(date +%s%N) - started) / 100000000 % 10)))"
}
sum() { sql "SELECT count(*) || ' people, checksum ' || sum(hashtextextended(concat_ws('|', id, name, email, born), 0)::numeric) FROM people"; }
verified() {
  local now
  now=$(sum)
  if [ "$now" = "$BEFORE" ]; then echo "  verified: $now, as before; orders: $(sql 'SELECT count(*) FROM orders')"; else
    echo "  NOT VERIFIED: $now, and not $BEFORE"
    FAILED=1
  fi
}
FAILED=0

# ---- bad migrations, as somebody would have released them
bad() {
  rm -f migrations/shop/[2-9]* migrations/shop/1[1-9]*
  case $1 in
  drop)
    echo "ALTER TABLE people DROP COLUMN email;" >migrations/shop/2000_tidy_up.up.sql
    echo "ALTER TABLE people ADD COLUMN email text;" >migrations/shop/2000_tidy_up.down.sql
    ;;
  update)
    echo "UPDATE people SET email = 'unknown' WHERE id % 10 = 0;" >migrations/shop/3000_anonymise.up.sql
    echo "SELECT 1;" >migrations/shop/3000_anonymise.down.sql
    ;;
  esac
  tail -n +1 migrations/shop/[23]000_*.up.sql | sed 's/^/  /'
  typed up --db=shop --yes --quiet
  sql "INSERT INTO orders (person) VALUES (1)" # somebody works on
  echo "  (after it somebody orders; there are $(sql 'SELECT count(*) FROM orders'))"
}

say "A database of $SIZE MB"
typed up --db=shop --quiet
rows=$((SIZE * 7450))
sql "INSERT INTO people SELECT g, 'Somebody ' || md5(g::text), 'somebody' || g || '@example.org', date '1950-01-01' + (g % 20000)::int FROM generate_series(1, $rows) g"
sql "VACUUM ANALYZE people"
psql -c "SELECT pg_size_pretty(pg_database_size('shop')) AS size, version()"
BEFORE=$(sum)
echo "$BEFORE"

say "Restore points, taken in good time"
typed branch create before --db=shop
typed snapshot create before --db=shop
if [ $archive = on ]; then
  backrest --type=full backup
  typed pitr point before --db=shop
  moment=$("$EBB" pitr list --db=shop --format=json | grep -o '"before_[0-9A-Za-z_-]*"' | head -1 | tr -d '"')
fi

say "A bad migration drops a column that the application needs; which ways back are there?"
bad drop
typed rollback --db=shop --symptom=app-errors --dry-run
typed rollback --db=shop --symptom=data-corruption --dry-run

say "1. Exact down, with what was kept"
typed down --db=shop --yes
verified

say "2. Local branch"
bad drop
typed branch promote before --db=shop --end-sessions --yes
verified

say "3. Snapshot"
bad drop
typed snapshot restore before --db=shop --end-sessions --yes
verified

say "4. One table from a snapshot, after values were overwritten"
bad update
typed snapshot restore before --db=shop --table=public.people --column=email --winner=snapshot --yes
verified
typed down --db=shop --yes --quiet # nothing is wrong any more: the migration goes, too

say "5. Point in time, by pgBackRest"
if [ $archive = on ]; then
  bad update
  typed pitr list --db=shop
  typed pitr restore "$moment" --db=shop --switch=do --end-sessions --yes
  verified
else
  echo "not possible here: pgbackrest, or an ebb that knows it, is missing"
fi

say "6. Forward fix"
bad drop
typed forward-fix 2000 --db=shop --yes
typed up --db=shop --yes
verified

say "The audit, whole; then somebody who owns the table alters an entry"
typed audit verify --db=shop
harm="UPDATE ebb_audit.entry SET body = replace(body, 'production', 'development') WHERE number = 2"
echo "\$ psql -c \"$harm\"   (with the table's triggers disabled)"
sql "ALTER TABLE ebb_audit.entry DISABLE TRIGGER ALL; $harm; ALTER TABLE ebb_audit.entry ENABLE TRIGGER ALL"
typed audit verify --db=shop
exit $FAILED
