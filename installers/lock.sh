#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: exact versions, hashes, no address of any index.
# One lock serves Linux, macOS and Windows, Python 3.11 and later. dev.txt holds everything; the
# others are cut from it, so that what is shipped is what was tested.
#
#   installers/lock.sh [--upgrade]      without it, pins that still fit are kept
set -eu
cd "$(dirname "$0")/.."

UPGRADE=${1:-}

compile() {
    lock=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --custom-compile-command 'make lock' \
        --output-file "requirements/$lock.txt" ${UPGRADE:+"$UPGRADE"} "$@" pyproject.toml
}

compile dev --extra client --extra server --extra dev
compile client --extra client --constraint requirements/dev.txt
compile server --extra server --constraint requirements/dev.txt
compile mutate --extra mutate --constraint requirements/dev.txt
compile release --extra release --constraint requirements/dev.txt

# The installers' pip takes versions from here: a constraint may not carry hashes.
sed -n 's/ \\$//; /^[a-z0-9]/p' requirements/client.txt >installers/app/constraints.txt
