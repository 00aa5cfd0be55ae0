#!/bin/bash
# throw-away-machine.sh [--bind FOLDER]... COMMAND...
# Runs a command as root in a copy of this machine: its own files, processes and mounts. The copy is an overlay in memory over the
# machine's own root, so it is installed at once, and all that was done in it is gone when the command ends. Folders after --bind are the
# real ones. The network is the machine's own, because package managers need it.
set -eu

folders=()
while [ "${1:-}" = --bind ]; do
    folders+=("$2")
    shift 2
done
if [ $# -eq 0 ]; then
    echo "usage: $0 [--bind FOLDER]... COMMAND..." >&2
    exit 2
fi

if [ "${PROV_THROW_AWAY:-}" != inside ]; then
    become=()
    if [ "$(id -u)" != 0 ]; then
        become=(sudo --non-interactive --preserve-env=PATH)
        "${become[@]}" true || { echo "$0: making a machine takes root, or sudo without a password" >&2; exit 1; }
    fi
    arguments=()
    for folder in ${folders[@]+"${folders[@]}"}; do arguments+=(--bind "$folder"); done
    exec ${become[@]+"${become[@]}"} env PROV_THROW_AWAY=inside \
        unshare --mount --pid --fork --kill-child --propagation private "$0" ${arguments[@]+"${arguments[@]}"} "$@"
fi
unset PROV_THROW_AWAY

# Private to this mount namespace: nobody else sees it, and it goes with the last process.
base=/mnt
mount -t tmpfs -o mode=755 prov-throw-away "$base"
mkdir "$base/changes" "$base/scratch" "$base/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/changes,workdir=$base/scratch" "$base/root"
root="$base/root"
# The overlay shows one file system; folders that others are mounted on, such as the toolchain's, are the machine's own, to be read.
while read -r _ place _; do
    place=$(printf %b "$place")
    case $place in / | "$base"* | /proc* | /sys* | /dev* | /run* | /tmp*) continue ;; esac
    [ -d "$place" ] || continue
    mkdir -p "$root$place"
    mount --bind "$place" "$root$place"
    mount -o remount,bind,ro "$root$place"
done </proc/self/mounts
mount -t proc proc "$root/proc"
# Nodes of its own: the mode of a device is the machine's, if it is the same file.
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
(cd /dev && find . -xdev \( -type c -o -type b -o -type l \) -exec cp -a --parents --target-directory="$root/dev" {} +)
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount --rbind /dev/pts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount --rbind /sys "$root/sys"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
cp --dereference /etc/resolv.conf "$root/tmp/resolv.conf" && mv "$root/tmp/resolv.conf" "$root/etc/resolv.conf"
for folder in ${folders[@]+"${folders[@]}"}; do
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
done
# Services that come with a package are started as on any machine that has no systemd, never by the one outside.
exec chroot "$root" "$@"
