#!/bin/bash
# Ebb, as a contender for the peer benchmark: a folder with this file is joined in with EXTRA. See README.md here.
set -e
EBB=${EBB:-$(dirname "$(readlink -f "$0")")/../ebb}
export PGDATABASE=$DB
run() { exec "$EBB" "$@" --project "$WORK" --db=bench; }
case "$1" in
  caps)    echo "up resume down noop version" ;;
  setup)   rm -rf "$WORK/migrations"; mkdir -p "$WORK/migrations/bench"; cp "$MIG"/*.sql "$WORK/migrations/bench/"
           EBB_AOT=now "$EBB" --version >/dev/null ;;
  up)      run up ${CARE:-} ;;
  noop)    run up ;;
  # as the others: nobody looks what will go, and nothing of it is kept
  down)    run down --steps="$2" --yes --loss=accept --feasibility=skip ;;
  version) exec "$EBB" --version ;;
  ledger)  echo "SELECT count(*) FROM (SELECT DISTINCT ON (version) success AND up AS ok FROM migration_logs ORDER BY version, backfilled, started_at DESC) x WHERE ok" ;;
  repair)  run repair --yes ;;
esac
