#!/bin/bash
# How long Ebb takes to read a catalog, held against pg_dump -s of the same database. See README.md here.
# Usage: PGHOST=… PGPORT=… PGUSER=… bench/catalog.sh DATABASE [ROUNDS]
set -eu
export PGDATABASE=$1
ROUNDS=${2:-9}
here=$(dirname "$(readlink -f "$0")")
EBB=${EBB:-$here/../ebb}
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
mkdir -p "$project/migrations/bench"
EBB_AOT=now "$EBB" --version >/dev/null
jars=$(dirname "$(readlink -f "$EBB")")/../lib
[ -d "$jars" ] || jars=$(echo "$here"/../cli/target/ebb-*/ebb-*/lib)

ms() { local a=${EPOCHREALTIME/./}; "$@" >/dev/null; echo $(((${EPOCHREALTIME/./} - a) / 1000)); }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for ((i = 0; i < ROUNDS; i++)); do
  ms pg_dump -s >>"$project/dump"
  ms "$EBB" describe --db=bench --project "$project" >>"$project/text"
  ms "$EBB" describe --db=bench --project "$project" --format=json >>"$project/json"
done
dump=$(median <"$project/dump")
for what in text json; do
  one=$(median <"$project/$what")
  printf 'whole process, %s: pg_dump -s %d ms, ebb describe %d ms, ratio %s\n' \
    "$what" "$dump" "$one" "$(awk "BEGIN { printf \"%.2f\", $one / $dump }")"
done
"$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$jars/*" "$here/CatalogReading.java" "$ROUNDS"
