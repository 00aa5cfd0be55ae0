#!/bin/sh
# as-root.sh [--bind FOLDER]... COMMAND...
# Runs a command as root on this machine itself; folders after --bind are there anyway.
set -eu

while [ "${1:-}" = --bind ]; do shift 2; done
if [ "$(id -u)" = 0 ]; then exec "$@"; fi
sudo --non-interactive true || { echo "$0: making hosts takes root, or sudo without a password" >&2; exit 1; }
exec sudo --non-interactive --preserve-env "$@"
