#!/bin/sh
# Sees that the system libraries a wheel cannot bring are here, and installs the missing ones.
#
#   installers/system_packages.sh SET...      SET: python | demo | desktop | test
#
# With nothing missing it needs neither root nor network. With something missing it needs root or
# sudo; with neither it names the packages and the command, and stops with exit code 1.
# shellcheck disable=SC2046,SC2086 # lists of names are split on purpose
set -eu

# "a|b": the package is called a, or b since Debian and Ubuntu renamed libraries for 64-bit time.
PYTHON_SET='python3 python3-venv'
DEMO_SET='libglib2.0-0|libglib2.0-0t64 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0
          libbrotli1 libzbar0|libzbar0t64'
DESKTOP_SET='libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1
             libxkbcommon-x11-0'
POSTGRESQL_MAJOR_MIN=15

main() {
    case "$(uname -s)" in
        Darwin)
            missing=$(missing_formulas "$@")
            install_with_brew "$missing"
            ;;
        *)
            if command -v dpkg-query >/dev/null; then
                missing=$(missing_packages "$@")
                install_with_apt "$missing"
            else
                echo "This is not Debian or Ubuntu; please see to these yourself: $*" >&2
            fi
            ;;
    esac
}

unknown_set() {
    echo "There is no set of packages called $1" >&2
    exit 2
}

# --- Debian and Ubuntu -----------------------------------------------------------------------

missing_packages() {
    for set_name in "$@"; do
        case "$set_name" in
            python) missing_of "$PYTHON_SET" ;;
            demo) missing_of "$DEMO_SET" ;;
            desktop) missing_of "$DESKTOP_SET" ;;
            test) has_postgresql /usr/lib/postgresql/*/bin/postgres || echo postgresql ;;
            *) unknown_set "$set_name" ;;
        esac
    done
}

missing_of() {
    for names in $1; do
        is_installed "$names" || echo "$names"
    done
}

is_installed() {
    for name in $(alternatives "$1"); do
        case "$(dpkg-query --show --showformat='${Status}' "$name" 2>/dev/null)" in
            *' ok installed'*) return 0 ;;
        esac
    done
    return 1
}

# Tests start a server of their own, so its programs are enough: no cluster has to run.
has_postgresql() {
    for program in "$@"; do
        major=$("$program" --version 2>/dev/null | sed 's/[^0-9]*\([0-9]*\).*/\1/') || continue
        [ "${major:-0}" -ge "$POSTGRESQL_MAJOR_MIN" ] && return 0
    done
    return 1
}

alternatives() { echo "$1" | tr '|' ' '; }

install_with_apt() {
    [ -n "$1" ] || return 0
    as_root=$(root_command) || stop_for_want_of_root "$1"
    echo "Installing system packages:" $(first_names "$1")
    run_apt update
    run_apt install --yes --no-install-recommends $(names_known_here "$1")
    still_missing=$(missing_packages $SETS)
    [ -z "$still_missing" ] || { echo "Installed, and yet missing:" $still_missing >&2; exit 1; }
}

# What apt says is shown only when it fails.
run_apt() {
    said=$(mktemp)
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" \
        >"$said" 2>&1 || { cat "$said" >&2; rm -f "$said"; exit 1; }
    rm -f "$said"
}

# sudo may ask for a password only where somebody can type it.
root_command() {
    if [ "$(id -u)" -eq 0 ]; then
        echo ''
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo 'sudo -n'
    elif command -v sudo >/dev/null && [ -t 0 ] && [ -t 2 ]; then
        echo 'sudo'
    else
        return 1
    fi
}

stop_for_want_of_root() {
    {
        echo "These system packages are missing:" $(first_names "$1")
        echo "Install them as root, then run the same command again:"
        echo "    apt-get update && apt-get install --yes" $(first_names "$1")
    } >&2
    exit 1
}

first_names() { for names in $1; do echo "${names%%|*}"; done; }

names_known_here() {
    for names in $1; do
        for name in $(alternatives "$names"); do
            if apt-cache policy "$name" | grep -q 'Candidate: [0-9]'; then
                echo "$name"
                continue 2
            fi
        done
        echo "${names%%|*}" # unknown to apt: let apt-get say so
    done
}

# --- macOS: Qt brings its own libraries ------------------------------------------------------

missing_formulas() {
    for set_name in "$@"; do
        case "$set_name" in
            python | desktop) ;;
            demo) has_file /opt/homebrew/lib/libzbar.dylib /usr/local/lib/libzbar.dylib || echo zbar ;;
            test) command -v initdb >/dev/null || has_file /opt/homebrew/opt/postgresql@*/bin/initdb \
                /usr/local/opt/postgresql@*/bin/initdb || echo postgresql@16 ;;
            *) unknown_set "$set_name" ;;
        esac
    done
}

has_file() {
    for path in "$@"; do [ -e "$path" ] && return 0; done
    return 1
}

install_with_brew() {
    [ -n "$1" ] || return 0
    command -v brew >/dev/null || {
        echo "Homebrew is not here. Please install:" $1 >&2
        exit 1
    }
    brew install --quiet $1
}

SETS=$*
main "$@"
