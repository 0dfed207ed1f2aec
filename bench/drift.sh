#!/bin/bash
# How long it takes to say how one database differs from another: Ebb, pg_dump with diff, and any other tool, in turns.
#
#   PGHOST=… PGPORT=… PGUSER=… bench/drift.sh WANTED ACTUAL [ROUNDS] [NAME=COMMAND…]
#
# A COMMAND is run by the shell with $1 and $2 for the names of the databases, as in
#   bench/drift.sh w4_a w4_b 3 'migra=migra --unsafe postgres:///$1 postgres:///$2'
# Ebb does it in both its ways: in one process that reads both databases at once (ebb), and by describing the one into a file and
# holding the other against that, where both processes count (ebb-file). EBB is the ebb to start; the connection comes from PG*.
set -eu
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
a=$1 b=$2
ROUNDS=${3:-5}
shift $(($# > 3 ? 3 : $#))
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$WORK/migrations/bench" "$WORK/times"
EBB_AOT=now "$EBB" --version >/dev/null

ours() {
  PGDATABASE=$2 "$EBB" drift --db=bench --project "$WORK" \
    --like="host=${PGHOST:-localhost} port=${PGPORT:-5432} user=${PGUSER:-postgres} dbname=$1" || true
}
filed() {
  PGDATABASE=$1 "$EBB" describe --db=bench --project "$WORK" --format=json >"$WORK/wanted.json" 2>/dev/null
  PGDATABASE=$2 "$EBB" drift --db=bench --project "$WORK" --file="$WORK/wanted.json" || true
}
dumps() {
  pg_dump -s "$1" >"$WORK/1.sql"
  pg_dump -s "$2" >"$WORK/2.sql"
  diff -U0 "$WORK/1.sql" "$WORK/2.sql" || true
}
timed() {
  local name=$1 started=${EPOCHREALTIME/./}
  shift
  "$@" >"$WORK/$name.out" 2>"$WORK/$name.err" || true
  echo $(((${EPOCHREALTIME/./} - started) / 1000)) >>"$WORK/times/$name"
}
for ((i = 0; i < ROUNDS; i++)); do
  timed ebb ours "$a" "$b"
  timed ebb-file filed "$a" "$b"
  timed pg_dump dumps "$a" "$b"
  for one in "$@"; do
    timed "${one%%=*}" bash -c "${one#*=}" "${one%%=*}" "$a" "$b"
  done
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
base=$(median "$WORK/times/ebb")
for file in "$WORK"/times/*; do
  name=$(basename "$file")
  printf '%-10s %6d ms, %s x ebb, %d lines\n' "$name" "$(median "$file")" \
    "$(awk "BEGIN { printf \"%.2f\", $(median "$file") / $base }")" "$(wc -l <"$WORK/$name.out")"
done
grep -E '^(missing|unexpected|different)|findings|differs' "$WORK/ebb.out" || tail -3 "$WORK/ebb.out" "$WORK/ebb.err"
