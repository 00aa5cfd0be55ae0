#!/bin/bash
# container.sh up NAME...     runs a container of podman's from the lab's base, which nobody has to fetch from anywhere
# container.sh down NAME...   removes it; one that is not there is no error
# Commands run in it with `podman exec NAME ...`. It has the lab's users (root, ops, operator), bash, sh and busybox; no network.
set -euo pipefail

usage() { sed -n 's/^# \(container.sh .*\)/\1/p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
action=${1:-}
[ $# -ge 2 ] || usage
shift

# Without systemd on this machine, podman makes cgroups itself.
podman() { command podman --cgroup-manager=cgroupfs --events-backend=file ${runtime:+--runtime "$runtime"} "$@" 2> >(grep -v 'level=warning' >&2); }
# Both versions of cgroups at once are too many for podman's own choice.
if [ -d /sys/fs/cgroup/unified ]; then runtime=runc; else runtime=; fi

case $action in
    up)
        export PROV_LAB_CACHE=${PROV_LAB_CACHE:-$here/../../.build/lab}
        base=$(bash "$here/../../Sources/ProvCLI/Resources/lab.sh" base)
        for name; do
            podman rm --force --time 0 "$name" >/dev/null 2>&1 || true
            # Podman's own limits are more than a small machine may give.
            podman run --detach --name "$name" --hostname "$name" --network none --stop-timeout 0 --ulimit "nofile=1024:$(ulimit -Hn)" \
                --ulimit nproc=4096:4096 --rootfs "$base:O" sleep infinity >/dev/null
        done
        ;;
    down) for name; do podman rm --force --time 0 "$name" >/dev/null 2>&1 || true; done ;;
    *) usage ;;
esac
