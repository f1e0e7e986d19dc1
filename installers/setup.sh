#!/bin/sh
# Makes .venv with exactly the packages of requirements/dev.txt, and sees that the system packages
# of the named sets are there (see system_packages.sh). Run again, it finds nothing to do.
#
#   installers/setup.sh [SET...]
#
# PYTHON=/path/to/python3 chooses the interpreter; otherwise the first that is 3.11 or later.
# RELEASE=1 also installs the tools that make locks and installers, MUTATE=1 those of `make mutate`.
set -eu
cd "$(dirname "$0")/.."

main() {
    if has_environment; then
        installers/system_packages.sh "$@"
    elif find_python >/dev/null; then
        installers/system_packages.sh "$@"
        make_environment
    else
        installers/system_packages.sh python "$@"
        make_environment
    fi
    install_lock dev
    [ -z "${RELEASE:-}" ] || install_lock release
    [ -z "${MUTATE:-}" ] || install_lock mutate
}

has_environment() { [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; }

make_environment() {
    python=$(find_python) || {
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
    lock=requirements/$1.txt
    installed=.venv/installed-$1.txt
    cmp -s "$lock" "$installed" && return 0
    echo "Installing $lock into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement "$lock"
    cp "$lock" "$installed"
}

main "$@"
