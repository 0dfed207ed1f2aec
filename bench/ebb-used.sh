#!/bin/bash
# Ebb on a database that is not new: the first migration is applied by a run of its own, which counts, too. As with the
# other tools nobody looks what will go, and nothing of it is kept; CARE= does both, as Ebb does by default.
set -e
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
export EBB CARE="${CARE---loss=accept --feasibility=skip}"
if [ "$1" = up ]; then
  PGDATABASE=$DB "$EBB" upto --target=1 --project "$WORK" --db=bench --quiet
fi
exec "$(dirname "$(readlink -f "$0")")/ebb.sh" "$@"
