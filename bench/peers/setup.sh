#!/usr/bin/env bash
# Make bench/peers/.venv and .venv-articles with the peers in them, and node_modules for readability.js where node is. Needs Python 3.11 on 64-bit Linux and a package index; HeidelTime also needs Java
# (17 was tried) and perl when it runs. About 200 MB to fetch, 900 MB on disk. Nothing of it is part of the program.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3.11}
command -v "$python" >/dev/null || python=python3
"$python" -c 'import sys; v = sys.version_info[:2]; sys.exit(v != (3, 11) and f"the pinned packages are for Python 3.11, this is {v[0]}.{v[1]}: set PYTHON")'
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
[ -x .venv-articles/bin/python ] || "$python" -m venv .venv-articles
.venv-articles/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-articles.txt
if command -v npm >/dev/null; then
    npm ci --silent --ignore-scripts --no-audit --no-fund
else
    echo "NOTE: npm is missing: readability.js will not run"
fi
for tool in java perl; do
    command -v "$tool" >/dev/null || echo "NOTE: $tool is missing: HeidelTime will not run, its recorded figures are shown instead"
done
echo "peers are in bench/peers/.venv; now: make scores"
