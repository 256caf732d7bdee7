#!/usr/bin/env bash
# Run the fuzz targets on the stable toolchain, guided by coverage: fuzz/run.sh [-s SECONDS] [TARGET...]
#
# Builds all targets once with the compiler's own counters (no sanitizer, which would need nightly), then runs each for SECONDS (600) at
# the lowest priority. Inputs that reach something new are kept in fuzz/corpus/TARGET, which git ignores; findings in
# fuzz/artifacts/TARGET. Fails where a target crashed, or where an input took more than a second of processor time.
set -euo pipefail
cd "$(dirname "$0")"
seconds=600
while getopts s: flag; do
    case $flag in
        s) seconds=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
host=$(rustc -vV | sed -n 's/^host: //p')
passes="-Cpasses=sancov-module"
for option in level=4 inline-8bit-counters pc-table trace-compares; do
    passes+=" -Cllvm-args=-sanitizer-coverage-$option"
done
# --target: so that the flags do not reach build scripts, which are not linked with the fuzzer.
RUSTFLAGS="$passes -Cdebug-assertions=on" nice -n 19 cargo build --release --target "$host" --bins
targets=("$@")
[ $# -gt 0 ] || for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
failed=0
for target in "${targets[@]}"; do
    mkdir -p "corpus/$target" "artifacts/$target"
    seeds=()
    for folder in "seeds/$target" seeds/all; do
        [ -d "$folder" ] && seeds+=("$folder")
    done
    log=artifacts/$target.log
    status=0
    nice -n 19 "target/$host/release/$target" "corpus/$target" "${seeds[@]}" -artifact_prefix="artifacts/$target/" \
        -max_total_time="$seconds" -max_len=20000 -timeout=20 -report_slow_units=1 -rss_limit_mb=3000 -print_final_stats=1 >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    covered=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
    echo "$target: ${runs:-?} runs, ${covered:-no coverage}, $(find "corpus/$target" -type f | wc -l) inputs kept"
    if [ "$status" -ne 0 ]; then
        echo "FAILED: $target ended with $status; see fuzz/$log and fuzz/artifacts/$target"
        failed=1
    fi
    # A slow run on a busy machine is no finding: what was slow is run again alone, and processor time counts.
    for input in artifacts/"$target"/slow-unit-*; do
        [ -e "$input" ] || continue
        used=$( { TIMEFORMAT=%U; time "target/$host/release/$target" "$input" >/dev/null 2>&1; } 2>&1)
        empty=$( { TIMEFORMAT=%U; time "target/$host/release/$target" /dev/null >/dev/null 2>&1; } 2>&1)
        if [ "$(awk -v a="$used" -v b="$empty" 'BEGIN { print (a - b > 1) }')" = 1 ]; then
            echo "FAILED: $target took $used s (start included: $empty s) over fuzz/$input"
            failed=1
        else
            rm "$input"
        fi
    done
done
exit $failed
