# shellcheck shell=bash disable=SC2034
# What all scripts share: where things lie, how they speak, how they become root. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/audiapro
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
# Said here once for the program, its tests and its benches: as root the program changes its user, and with it the default.
if [ -z "${AUDIAPRO__MODELS__DIR:-}" ]; then
    if [ "$(id -u)" = 0 ]; then
        AUDIAPRO__MODELS__DIR=/var/lib/audiapro/models
    else
        AUDIAPRO__MODELS__DIR=${XDG_DATA_HOME:-$HOME/.local/share}/audiapro/models
    fi
fi
export AUDIAPRO__MODELS__DIR
# rustup's installer puts cargo here and tells only new shells about it.
[ -d "$HOME/.cargo/bin" ] && PATH=$HOME/.cargo/bin:$PATH

say() { printf '%s\n' "$*" >&2; }

# Says when, counted from the script's start, and what; then does it.
step() {
    say "== $SECONDS s: $*"
    "$@"
}

fail() {
    say "error: $*"
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root and there is no sudo: $*"
    fi
}

# Whether this process is the program: the number may be another's by now, and one that was killed may not have been collected yet.
is_audiapro() {
    [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = audiapro ] && [ -n "$(tr -d '\0' 2>/dev/null <"/proc/$1/cmdline")" ]
}

# Folder of the newest PostgreSQL on this machine.
postgres_bin() {
    local newest
    newest=$(find /usr/lib/postgresql/*/bin/postgres -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
    [ -n "$newest" ] && dirname "$newest"
}
