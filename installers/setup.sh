#!/bin/sh
# Makes .venv with exactly the packages of requirements/dev.txt. Run again, it finds nothing to do.
#
#   installers/setup.sh [LOCK...]      further locks to install beside requirements/dev.txt
#
# PYTHON=/path/to/python3 chooses the interpreter; otherwise the first that is 3.11 or later.
set -eu
cd "$(dirname "$0")/.."

main() {
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || make_environment
    for lock in requirements/dev.txt "$@"; do
        install_lock "$lock"
    done
}

make_environment() {
    python=$(find_python) || { installers/system_packages.sh python; python=$(find_python); } || {
        echo "Python 3.11 or later, with its venv module, was not found." >&2
        echo "Set PYTHON=/path/to/python3 and run the same command again." >&2
        exit 1
    }
    echo "Making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

# ensurepip is what Debian moves out of python3 into python3-venv.
find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

# The copy is written last: after an interruption the next run installs again.
install_lock() {
    installed=.venv/installed-$(basename "$1")
    cmp -s "$1" "$installed" && return 0
    echo "Installing $1 into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement "$1"
    cp "$1" "$installed"
}

main "$@"
