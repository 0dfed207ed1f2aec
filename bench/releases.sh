#!/bin/bash
# How long Ebb takes to read releases and to plan from the newest to the oldest. See README.md here.
# Usage: bench/releases.sh [STITCHED_GRAPH.json] [ROUNDS]; without a graph, one of 32 releases and 750 migrations is made up.
set -eu
here=$(dirname "$(readlink -f "$0")")
EBB=${EBB:-$here/../ebb}
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
graph=${1:-$work/stitched.json}
[ -n "${1:-}" ] || python3 - "$graph" <<'PY'
import json, random, sys
random.seed(20261121)
releases, out = [f"v{3 + i // 20}.{20 + i if i < 20 else i - 20}.0" for i in range(32)], {}
for schema, size in (("frontend", 630), ("codeintel", 60), ("codeinsights", 60)):
    definitions, bounds, per, leaves = [], {}, size / len(releases), []
    for i in range(size):
        parents = [definitions[-1]["ID"]] if definitions else []
        if len(definitions) > 3 and random.random() < 0.2:
            parents = sorted({definitions[-2]["ID"]})
        up = "".join(f"ALTER TABLE table_{i} ADD COLUMN IF NOT EXISTS column_{n} text NOT NULL DEFAULT '{random.random()}';\n" for n in range(12))
        down = "".join(f"ALTER TABLE table_{i} DROP COLUMN IF EXISTS column_{n};\n" for n in range(12))
        definitions.append({"ID": 1600000000 + i * 1000, "Name": f"migration {i}", "UpQuery": up, "DownQuery": down,
                            "Privileged": False, "NonIdempotent": i == 0, "Parents": parents, "IsCreateIndexConcurrently": False, "IndexMetadata": None})
    for n, release in enumerate(releases):
        have = definitions[: int(per * (n + 1))]
        with_children = {p for d in have for p in d["Parents"]}
        bounds[release] = {"RootID": definitions[0]["ID"], "LeafIDs": [d["ID"] for d in have if d["ID"] not in with_children], "PreCreation": False}
    out[schema] = {"Definitions": definitions, "BoundsByRev": bounds}
json.dump(out, open(sys.argv[1], "w"))
PY
if [ -z "${CP:-}" ]; then
  EBB_AOT=now "$EBB" --version >/dev/null
  jars=$(dirname "$(readlink -f "$EBB")")/../lib
  [ -d "$jars" ] || jars=$(echo "$here"/../cli/target/ebb-*/ebb-*/lib)
  CP="$jars/*"
fi
"$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$CP" "$here/ReleasePlanning.java" "$graph" "$work/releases.bundle" "${2:-20}"
