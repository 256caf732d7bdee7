#!/usr/bin/env bash
# Cold start, memory, and cost per report as the desk's file grows. Prints a table; judges nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=target/release/firsthand
mkdir -p out/bench

# Seconds and peak kilobytes of a command.
measure() {
    python3 - "$@" <<'P'
import os, subprocess, sys, time
t = time.monotonic()
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, use = os.wait4(p.pid, 0)
print(f"{time.monotonic() - t:.3f} {use.ru_maxrss}", end="")
sys.exit(os.waitstatus_to_exitcode(status))
P
}

printf '%-44s %10s %12s %14s\n' run seconds "peak MB" "ms a report"
row() { # row NAME REPORTS COMMAND...
    local name=$1 n=$2 out
    shift 2
    out=$(measure "$@")
    awk -v name="$name" -v n="$n" '{ printf "%-44s %10.3f %12.1f %14.2f\n", name, $1, $2 / 1024, $1 * 1000 / n }' <<<"$out"
}

for crisis in corpus/*/reports; do
    row "read $crisis, text" "$(ls "$crisis" | wc -l)" "$bin" read "$crisis"
done
row "read corpus/shaddadi-2026/reports, one thread" 35 "$bin" read corpus/shaddadi-2026/reports --threads 1
row "read corpus/shaddadi-2026/reports, page" 35 "$bin" read corpus/shaddadi-2026/reports -o out/bench/page.html
for n in ${SIZES:-100 1000 10000}; do
    [ -f "out/bench/$n.jsonl" ] || target/release/xtask synth "$n" -o "out/bench/$n.jsonl"
    rm -f out/bench/desk.sqlite*
    row "read --db, $n synthetic reports" "$n" "$bin" read --quiet --db out/bench/desk.sqlite "out/bench/$n.jsonl" -o out/bench/picture.json
    row "read --db again, nothing new" "$n" "$bin" read --quiet --db out/bench/desk.sqlite -o out/bench/picture.json
done

# An archive by its words alone. LINK_SIZES="10000 100000 1000000" takes three gigabytes of disk, as much again for the texts, and half an hour.
for n in ${LINK_SIZES:-10000 100000}; do
    [ -f "out/bench/archive-$n.jsonl" ] || target/release/xtask archive "$n" -o "out/bench/archive-$n.jsonl"
    row "link --no-reading, $n invented reports" "$n" "$bin" link --quiet --no-reading "out/bench/archive-$n.jsonl"
done
