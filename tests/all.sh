#!/usr/bin/env bash
# Everything a change must pass. What cannot run here is said aloud and again at the end; with STRICT=1 (as CI runs it) it is
# installed, and a skip is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p out
strict=${STRICT:-0}
skipped=()

step() { printf '\n== %s\n' "$1"; }
skip() {
    echo "SKIPPED: $1"
    skipped+=("$1")
}
have() { command -v "$1" >/dev/null 2>&1; }

# Debian packages by name, where we may install them.
apt_updated=0
need() { # need COMMAND PACKAGE
    have "$1" && return 0
    [ "$strict" = 1 ] && have apt-get && [ "$(id -u)" = 0 ] || return 1
    [ "$apt_updated" = 1 ] || { apt-get update -qq && apt_updated=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
    have "$1"
}

have cargo || { echo "cargo is missing: install Rust 1.95 or newer (https://rustup.rs), then run make test again"; exit 2; }
for c in rustfmt clippy; do
    cargo "${c/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$c"
done
need cc gcc || { echo "a C compiler is missing (SQLite is built from source): install gcc or clang"; exit 2; }

step "format"
cargo fmt --all --check

step "lints"
cargo clippy --workspace --all-targets --locked -q -- -D warnings

step "builds without some formats, or without the network"
for f in "" archives feeds mail spreadsheets web-archives; do
    cargo clippy -p intake --no-default-features --features "$f" --locked -q -- -D warnings
done
cargo clippy -p cli --no-default-features --locked -q -- -D warnings
cargo test -p intake --no-default-features --test left_out --locked -q

step "licences and sources"
cargo xtask licences
if cargo deny --version >/dev/null 2>&1; then
    cargo deny --locked check bans licenses sources
else
    echo "cargo deny is not installed; the check above reads the same deny.toml (duplicates of a crate are not looked at)"
fi

step "data"
if need python3 python3; then
    python3 data/know/check.py
    for crisis in corpus/*/; do
        python3 corpus/check.py "$crisis"
    done
    python3 bench/test_scores.py
else
    skip "checks of data and corpus (python3 is missing)"
fi

step "what this change does to the shipped crises (to look at; refresh with: cargo xtask corpus-diff --write)"
cargo xtask corpus-diff | head -n 60 || true

step "web archives beside warcio and pywb, PDF by pdftotext"
peers=out/archive-peers/bin/python
if [ ! -x "$peers" ] && [ "$strict" = 1 ] && have python3; then
    # Kept under out/, so that the next run has it. Debian's python3 comes without venv.
    python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv-marker python3-venv || true
    python3 -m venv out/archive-peers && out/archive-peers/bin/pip install -q warcio==1.8.1 pywb==2.10.0 webtest==3.0.7 ||
        rm -rf out/archive-peers
fi
if [ -x "$peers" ]; then
    FIRSTHAND_PYTHON="$PWD/$peers" cargo test -q --locked -p warc --test peers
else
    skip "web archives beside warcio and pywb (python3 -m venv out/archive-peers; out/archive-peers/bin/pip install warcio pywb webtest)"
fi
need openssl openssl || skip "time stamps beside OpenSSL (openssl is missing)"
need pdftotext poppler-utils || skip "reading of PDF (pdftotext is missing: install poppler-utils)"

step "tests"
cargo test --workspace --locked --no-fail-fast 2>&1 | tee out/test.log

if [ -d tests/page ]; then
    step "the page in a browser: accessibility, no script, narrow screen, right to left"
    if need node nodejs && need npm npm && need chromium chromium; then
        cargo build -q --locked -p cli
        (cd tests/page && npm ci --silent --no-audit --no-fund && npm test)
    else
        skip "the page in a browser (node, npm or chromium is missing)"
    fi
fi

echo
for s in "${skipped[@]+"${skipped[@]}"}"; do
    echo "SKIPPED: $s"
done
if [ "$strict" = 1 ] && [ "${#skipped[@]}" -gt 0 ]; then
    echo "STRICT=1: a skip is a failure"
    exit 1
fi
awk '/^test result:/ { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^ignored/) g += $(i-1) } }
     END { printf "total: %d passed, %d failed, %d skipped\n", p, f, g; exit (p == 0 || f > 0) }' out/test.log
