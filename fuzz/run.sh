#!/usr/bin/env bash
# Run the fuzz targets on the stable toolchain, guided by coverage: fuzz/run.sh [-s SECONDS] [-j JOBS] [-b FOLDER] [-k] [TARGET...]
#
# Builds all targets once with the compiler's own counters (no sanitizer, which would need nightly), then gives each SECONDS (600) of
# processor time at the lowest priority, JOBS (1) of them side by side; -b takes targets that were built before. Runs go on in slices of
# a minute, so that a run that was broken off goes on where it was. Inputs that reach something new are kept in fuzz/corpus/TARGET, which
# git ignores, and how much time a target had in fuzz/corpus/TARGET.seconds; findings in fuzz/artifacts/TARGET. Fails where a target
# crashed, or where an input took more than a second of processor time. A target begins with what earlier runs found, fuzz/kept/TARGET.gz;
# -k fuzzes nothing, and writes those files anew: the least set of inputs that reaches all that fuzz/corpus/TARGET does.
set -euo pipefail
cd "$(dirname "$0")"
seconds=600 jobs=1 built= keep=
while getopts s:j:b:k flag; do
    case $flag in
        s) seconds=$OPTARG ;;
        j) jobs=$OPTARG ;;
        b) built=$OPTARG ;;
        k) keep=1 ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
if [ -z "$built" ]; then
    host=$(rustc -vV | sed -n 's/^host: //p')
    passes="-Cpasses=sancov-module"
    for option in level=4 inline-8bit-counters pc-table trace-compares; do
        passes+=" -Cllvm-args=-sanitizer-coverage-$option"
    done
    # --target: so that the flags do not reach build scripts, which are not linked with the fuzzer.
    RUSTFLAGS="$passes -Cdebug-assertions=on" nice -n 19 cargo build --release --target "$host" --bins
    built=target/$host/release
fi

# Processor seconds of a command, as a whole number; what it says goes to a file, how it ended to another.
processor() {
    local log=$1 status=0
    shift
    TIMEFORMAT='%U %S'
    { time { nice -n 19 "$@" >>"$log" 2>&1 || status=$?; echo "$status" >"$log.status"; }; } 2>&1 | awk '{ print int($1 + $2 + 0.5) }'
}

# The least set of inputs that reaches what all do, as one file.
keep() {
    local target=$1 least
    least=$(mktemp -d)
    nice -n 19 "$built/$target" -set_cover_merge=1 "$least" "corpus/$target" >"artifacts/$target.log" 2>&1 \
        || { echo "FAILED: $target; see fuzz/artifacts/$target.log"; rm -rf "$least"; return 1; }
    mkdir -p kept
    python3 kept.py pack "$least" "kept/$target.gz"
    rm -rf "$least"
}

run() {
    local target=$1 folders=() used input took empty failed=0
    mkdir -p "corpus/$target" "artifacts/$target"
    if [ -e "kept/$target.gz" ] && [ ! -e "corpus/$target.seconds" ]; then
        python3 kept.py unpack "kept/$target.gz" "corpus/$target"
    fi
    for folder in "seeds/$target" seeds/all; do
        [ -d "$folder" ] && folders+=("$folder")
    done
    local log=artifacts/$target.log
    : >"$log"
    used=$(cat "corpus/$target.seconds" 2>/dev/null || echo 0)
    while [ "$used" -lt "$seconds" ]; do
        used=$((used + $(processor "$log" "$built/$target" "corpus/$target" "${folders[@]}" -artifact_prefix="artifacts/$target/" \
            -max_total_time=60 -max_len=20000 -timeout=60 -report_slow_units=1 -rss_limit_mb=3000 -print_final_stats=1)))
        echo "$used" >"corpus/$target.seconds"
        if [ "$(cat "$log.status")" -ne 0 ]; then
            echo "FAILED: $target ended with $(cat "$log.status"); see fuzz/$log and fuzz/artifacts/$target"
            failed=1
            break
        fi
    done
    echo "$target: $used s, $(awk '/number_of_executed_units/ { n += $2 } END { print n + 0 }' "$log") runs," \
        "$(grep -o 'cov: [0-9]*' "$log" | tail -n 1), $(find "corpus/$target" -type f | wc -l) inputs kept"
    # A slow run on a busy machine is no finding: what was slow is run again alone, and processor time counts.
    for input in artifacts/"$target"/slow-unit-*; do
        [ -e "$input" ] || continue
        TIMEFORMAT=%U
        took=$( { time "$built/$target" "$input" >/dev/null 2>&1; } 2>&1)
        : >"$log.empty"
        empty=$( { time "$built/$target" "$log.empty" >/dev/null 2>&1; } 2>&1)
        if [ "$(awk -v a="$took" -v b="$empty" 'BEGIN { print (a - b > 1) }')" = 1 ]; then
            echo "FAILED: $target took $took s (start included: $empty s) over fuzz/$input"
            failed=1
        else
            rm "$input"
        fi
    done
    return $failed
}

targets=("$@")
[ $# -gt 0 ] || for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
failed=0
running=0
for target in "${targets[@]}"; do
    if [ "$running" -ge "$jobs" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    if [ -n "$keep" ]; then keep "$target" & else run "$target" & fi
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
exit $failed
