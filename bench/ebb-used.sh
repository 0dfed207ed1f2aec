#!/bin/bash
# Ebb on a database that is not new: the first migration is applied by a run of its own, which counts, too. The others
# then have a transaction each, as with every other tool.
set -e
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
export EBB
if [ "$1" = up ]; then
  PGDATABASE=$DB "$EBB" upto --target=1 --project "$WORK" --db=bench --quiet
fi
exec "$(dirname "$(readlink -f "$0")")/ebb.sh" "$@"
