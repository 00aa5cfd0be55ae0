#!/bin/bash
# The lab of `prov lab`: temporary Debian hosts on this machine. Each has its own root file system (its changes, over a base that all
# share), systemd as process 1, its own network address, sshd, firewall and packages. They reach each other and this machine, and nothing
# else. docs/howto/lab.md says what they are for; `prov lab --help` how they are asked for.
#
# What is on the disk is in three places:
#   $cache/base-DIGEST   the base: made once, never changed; a lower layer of every host
#   $lab                 id, key, packages/, hosts/NAME/…; and what is written again after each change: ssh_config, known_hosts, hosts.yml
#   /run/prov-lab/N      a link to the lab that has number N, so that two labs never have the same addresses
# What is running is never written down: it is found by the names that it was given.
set -euo pipefail
umask 022

state=${XDG_STATE_HOME:-${HOME:-/root}/.local/state}
lab=${PROV_LAB:-$state/prov/lab}
cache=${PROV_LAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/prov/lab}
# The first two numbers of every address.
addresses=10.203

base_packages=systemd-sysv,dbus,openssh-server,sudo,opendoas,iproute2,iputils-ping,netbase,nftables,procps,curl,ca-certificates,netcat-openbsd,busybox

# fail STATUS MESSAGE [ADVICE…]; the statuses are prov's.
fail() {
    local status=$1 line
    printf 'prov: %s\n' "$2" >&2
    for line in "${@:3}"; do printf '      %s\n' "$line" >&2; done
    exit "$status"
}

say() { printf '%s\n' "$*"; }

# What a command needs: root, and Debian's packages.

need_root() {
    [ "$(id -u)" = 0 ] || fail 3 "root is required to make and change hosts" "run it again with sudo, or as root"
}

need_packages() {
    local missing="" pair
    for pair in ip:iproute2 nsenter:util-linux flock:util-linux mount:mount ssh:openssh-client ssh-keygen:openssh-client \
        systemd-nspawn:systemd-container mmdebstrap:mmdebstrap apt-get:apt dpkg-deb:dpkg; do
        if command -v "${pair%%:*}" >/dev/null; then continue; fi
        case "$missing " in *" ${pair#*:} "*) ;; *) missing="$missing ${pair#*:}" ;; esac
    done
    [ -z "$missing" ] || fail 3 "missing Debian packages for the lab:$missing" \
        "as root: apt-get install --no-install-recommends$missing"
}

open_lab() {
    case $lab$cache in *[:,\\\"\']* | *$'\n'*) fail 2 "the path of a lab's folder must not contain : , \\ or quotes: $lab, $cache" ;; esac
    mkdir -p "$lab/hosts" "$lab/packages"
    chmod 700 "$lab"
    lab=$(cd "$lab" && pwd -P)
    exec {lock}>"$lab/lock"
    if ! flock --nonblock "$lock"; then
        printf 'another prov lab is changing %s; waiting for it\n' "$lab" >&2
        flock --timeout 600 "$lock" || fail 3 "another prov lab has been changing $lab for ten minutes" "end it, or use another lab: PROV_LAB=FOLDER"
    fi
    [ -s "$lab/id" ] || od -An -N3 -tx1 /dev/urandom | tr -d ' \n' >"$lab/id"
    id=$(<"$lab/id")
    [ -e "$lab/key" ] || ssh-keygen -q -t ed25519 -N '' -C prov-lab -f "$lab/key"
    [ -e "$lab/packages/Packages" ] || : >"$lab/packages/Packages"
}

# The lab as others left it; nothing is made.
look_at_lab() {
    [ -s "$lab/id" ] || fail 1 "no lab in $lab" "prov lab up web1 db1"
    lab=$(cd "$lab" && pwd -P)
    id=$(<"$lab/id")
}

# The names of the hosts that there are, whole or not.
hosts() {
    local folder
    for folder in "$lab"/hosts/*/; do
        [ -d "$folder" ] || continue
        folder=${folder%/}
        say "${folder##*/}"
    done
}

is_whole() { [ -e "$lab/hosts/$1/made" ]; }

need_host() {
    [ -d "$lab/hosts/$1" ] || fail 2 "unknown host '$1'" "hosts of the lab: $(hosts | paste -s -d ' ')" "to make it: prov lab up $1"
    is_whole "$1" || fail 1 "making $1 was interrupted" "prov lab up $1"
}

machine_of() { say "lab-$id-$1"; }
number_of() { cat "$lab/hosts/$1/number"; }
address_of() { say "$addresses.$(<"$lab/network").$(number_of "$1")"; }

# The base.

# The recipe, as text: what is built when it changes is another base.
finish_base() {
    local root=$1
    cat >"$root/usr/local/sbin/lab-init" <<'INIT'
#!/bin/sh
# Controllers of the first cgroup version come up read-only; systemd is to set limits.
for controller in /sys/fs/cgroup/*/; do mount -o remount,rw,bind "$controller" 2>/dev/null; done
# Podman's own limits are more than a small machine may give, and its default runtime wants one version of cgroups or the other.
mkdir -p /etc/containers/containers.conf.d
{
    printf '[containers]\ndefault_ulimits = ["nofile=1024:%s", "nproc=4096:4096"]\n' "$(ulimit -Hn)"
    [ ! -d /sys/fs/cgroup/unified ] || printf '[engine]\nruntime = "runc"\n'
} >/etc/containers/containers.conf.d/lab.conf
exec /lib/systemd/systemd
INIT
    chmod 755 "$root/usr/local/sbin/lab-init"
    rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/apt/sources.list" "$root"/etc/apt/sources.list.d/* "$root/etc/machine-id" "$root/etc/resolv.conf"
    : >"$root/etc/machine-id"
    : >"$root/etc/resolv.conf"
    echo 'deb [trusted=yes] file:/srv/packages ./' >"$root/etc/apt/sources.list.d/lab.list"
    chroot "$root" useradd --create-home --shell /bin/bash ops
    chroot "$root" useradd --create-home --shell /bin/bash --gid operator operator
    printf '%s:lab\n' root operator | chroot "$root" chpasswd
    printf 'ops ALL=(ALL:ALL) NOPASSWD: ALL\noperator ALL=(ALL:ALL) ALL\n' >"$root/etc/sudoers.d/lab"
    chmod 440 "$root/etc/sudoers.d/lab"
    printf 'permit nopass ops\npermit operator\n' >"$root/etc/doas.conf"
    chmod 600 "$root/etc/doas.conf"
    printf 'UseDNS no\nMaxSessions 100\nMaxStartups 100:30:200\n' >"$root/etc/ssh/sshd_config.d/lab.conf"
    # Nothing takes apt's lock or the processor behind a runbook's back.
    local unit
    for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
        console-getty.service getty@.service systemd-networkd.service systemd-timesyncd.service systemd-resolved.service; do
        ln -sf /dev/null "$root/etc/systemd/system/$unit"
    done
}

base_folder() { say "$cache/base-$({ say "$base_packages $(suite) $(uname -m)"; declare -f finish_base; } | sha256sum | cut -c1-16)"; }

# This machine's own release of Debian.
suite() { (. /etc/os-release && say "${VERSION_CODENAME:-}"); }

# This machine's own sources of Debian, as one-line entries; a mirror of our own we do not name.
debian_sources() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
        awk '{ key = $1 " " $2; if (!(key in parts)) order[++count] = key; parts[key] = parts[key] " " $3 }
             END { for (n = 1; n <= count; n++) print "deb " order[n] parts[order[n]] }'
}

build_base() {
    local base making log started=$SECONDS sources
    base=$(base_folder)
    [ ! -d "$base" ] || return 0
    mkdir -p "$cache"
    exec {base_lock}>"$cache/lock"
    flock "$base_lock"
    if [ ! -d "$base" ]; then
        mapfile -t sources < <(debian_sources)
        # A machine fresh from its image may not have asked yet.
        if [ ${#sources[@]} = 0 ] && apt-get update -qq >/dev/null 2>&1; then mapfile -t sources < <(debian_sources); fi
        [ ${#sources[@]} -gt 0 ] || fail 1 "apt of this machine has no Debian package lists" "as root: apt-get update"
        say "building the base of all hosts, once (a minute or so)" >&2
        making=$base.making log=$base.log
        rm -rf --one-file-system "$making"
        mmdebstrap --quiet --variant=minbase --format=directory --mode=root --include="$base_packages" \
            --aptopt='Acquire::Languages "none"' --dpkgopt=force-unsafe-io \
            --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
            "$(suite)" "$making" "${sources[@]}" >"$log" 2>&1 {base_lock}>&- ||
            fail 1 "the base could not be built; the end of $log:" "$(tail -n 5 "$log")"
        finish_base "$making" >>"$log" 2>&1 || fail 1 "the base could not be finished; the end of $log:" "$(tail -n 5 "$log")"
        mv "$making" "$base"
        say "built $base in $((SECONDS - started)) s" >&2
    fi
    exec {base_lock}>&-
}

# The network: a bridge in a network namespace of its own, where this machine's firewall has no say in what hosts tell each other.

is_free() { ! { ip -4 -o address; ip -4 route show table all; } | grep -E "(^| )$addresses\.$1\." >/dev/null; }

# Takes a number that no other lab has: the one it had before where it can, after a restart of this machine.
take_number() {
    local number holder
    exec {turn}</run
    flock "$turn"
    mkdir -p /run/prov-lab
    for number in $(cat "$lab/network" 2>/dev/null || true) $(seq 0 255); do
        holder=$(readlink "/run/prov-lab/$number" || true)
        [ "$holder" != "$lab" ] || break
        # One whose lab was removed, or has another number by now, holds nothing.
        if [ -z "$holder" ] || [ "$(cat "$holder/network" 2>/dev/null)" != "$number" ]; then
            ! is_free "$number" || break
        fi
    done
    [ "$holder" = "$lab" ] || is_free "$number" ||
        fail 1 "every network from $addresses.0.0 to $addresses.255.0 is in use" "prov lab down, in labs that are not needed"
    say "$number" >"$lab/network"
    ln -sfn "$lab" "/run/prov-lab/$number"
    exec {turn}<&-
}

network_up() {
    local number switch=lab-$id
    take_number
    number=$(<"$lab/network")
    [ -e "/run/netns/$switch" ] || ip netns add "$switch"
    if ! ip -n "$switch" link show bridge >/dev/null 2>&1; then ip -n "$switch" link add bridge type bridge; fi
    ip -n "$switch" link set bridge up
    # The address is given last: what has none is made again.
    if has_address "prov-lab$number"; then return 0; fi
    ip link del "prov-lab$number" 2>/dev/null || true
    ip link add "prov-lab$number" type veth peer name machine netns "$switch"
    ip -n "$switch" link set machine master bridge up
    ip link set "prov-lab$number" up
    ip addr add "$addresses.$number.1/24" dev "prov-lab$number"
}

# has_address LINK [NAMESPACE]
has_address() { ip ${2:+-n "$2"} -4 -o address show dev "$1" 2>/dev/null | grep inet >/dev/null; }

network_down() {
    local number
    ip netns del "lab-$id" 2>/dev/null || true
    if [ -e "$lab/network" ]; then
        number=$(<"$lab/network")
        if [ "$(readlink "/run/prov-lab/$number")" = "$lab" ]; then
            ip link del "prov-lab$number" 2>/dev/null || true
            rm -f "/run/prov-lab/$number"
        fi
    fi
    rmdir /run/prov-lab 2>/dev/null || true
    rm -f "$lab/network" "$lab/ssh_config" "$lab/known_hosts" "$lab/hosts.yml"
}

link_up() {
    local name=$1 machine switch=lab-$id port
    machine=$(machine_of "$name") port=port$(number_of "$name")
    [ -e "/run/netns/$machine" ] || ip netns add "$machine"
    if has_address eth0 "$machine"; then return 0; fi
    ip -n "$switch" link del "$port" 2>/dev/null || true
    # A host that is made again has its predecessor's card: others may still know that address.
    ip -n "$switch" link add "$port" type veth peer name eth0 netns "$machine" \
        address "$(printf '02:70:76:00:%02x:%02x' "$(<"$lab/network")" "$(number_of "$name")")"
    ip -n "$switch" link set "$port" master bridge up
    # No default route, on purpose.
    ip -n "$machine" link set lo up
    ip -n "$machine" addr add "$(address_of "$name")/24" dev eth0
}

link_state() {
    case $(ip -n "lab-$id" -o link show "port$(number_of "$1")" 2>/dev/null) in
        *,UP* | *\<UP*) say up ;;
        *) say cut ;;
    esac
}

# Hosts: made, started, stopped, unmade.

free_number() {
    local number taken
    taken=" $(cat "$lab"/hosts/*/number 2>/dev/null | tr '\n' ' ')"
    for ((number = 11; number < 255; number++)); do
        case $taken in *" $number "*) ;; *) say "$number" && return ;; esac
    done
    fail 1 "a lab can have at most 244 hosts"
}

mount_root() {
    local folder=$lab/hosts/$1
    ! mountpoint -q "$folder/root" || return 0
    mount -t overlay "lab-$id-$1" -o "lowerdir=$(<"$folder/base"),upperdir=$folder/changes,workdir=$folder/scratch" "$folder/root" ||
        fail 1 "the file system of $lab does not support overlays" "put the lab on ext4, xfs, btrfs or tmpfs: PROV_LAB=FOLDER"
}

make_host() {
    local name=$1 shell=$2 folder=$lab/hosts/$1 root=$lab/hosts/$1/root home
    mkdir -p "$folder"
    free_number >"$folder/number"
    say "$shell" >"$folder/shell"
    # Its own to its end, also when a newer prov has another.
    base_folder >"$folder/base"
    mkdir "$folder/changes" "$folder/scratch" "$folder/root" "$folder/containers"
    mount_root "$name"
    ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$root/etc/ssh/ssh_host_ed25519_key"
    cut -d' ' -f1,2 "$root/etc/ssh/ssh_host_ed25519_key.pub" >"$folder/host_key.pub"
    for home in root home/ops home/operator; do
        install -d -m 700 "$root/$home/.ssh"
        install -m 600 "$lab/key.pub" "$root/$home/.ssh/authorized_keys"
        chown -R --reference="$root/$home" "$root/$home/.ssh"
    done
    say "$name" >"$root/etc/hostname"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >"$root/etc/hosts"
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    case $shell in
        sh) remove_bash "$root" ;;
        busybox)
            remove_bash "$root"
            ln -sf busybox "$root/bin/sh"
            ;;
    esac
    : >"$folder/made"
}

remove_bash() {
    rm -f "$1/bin/bash" "$1/bin/rbash"
    sed -i 's|:/bin/bash$|:/bin/sh|' "$1/etc/passwd"
}

# The processes of this machine that keep a host up: systemd-nspawn, and what starts it again when the host reboots.
keepers() {
    local machine pid file word
    machine=$(machine_of "$1")
    for file in /proc/[0-9]*/cmdline; do
        pid=${file#/proc/} pid=${pid%/cmdline}
        while IFS= read -r -d '' word; do
            [ "$word" != "--machine=$machine" ] || say "$pid"
        done 2>/dev/null <"$file" || true
    done
}

# Those, and everything that is left in the host's network: its process 1 outlives a systemd-nspawn that is killed.
processes() {
    keepers "$1"
    ip netns pids "$(machine_of "$1")" 2>/dev/null || true
}

# systemd-nspawn itself, whose only child is the host's process 1; while it starts there are others of that name, younger ones.
nspawn_of() {
    local pid
    for pid in $(keepers "$1" | sort -n); do
        if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = systemd-nspawn ]; then say "$pid" && return; fi
    done
}

# This machine's cgroup hierarchies, but for the processor sets, which a new group has none of.
cgroup_mounts() { awk '($3 == "cgroup" && $4 !~ /(^|,)cpuset(,|$)/) || $3 == "cgroup2" { print $2 }' /proc/mounts; }

start_host() {
    local name=$1 folder=$lab/hosts/$1 machine device command
    machine=$(machine_of "$name")
    [ -z "$(keepers "$name")" ] || return 0
    stop_host "$name" kill
    mount_root "$name"
    link_up "$name"
    command=(systemd-nspawn --quiet --directory="$folder/root" --machine="$machine" --hostname="$name" --register=no --keep-unit
        --kill-signal=SIGRTMIN+3 --console=pipe --network-namespace-path="/run/netns/$machine" --capability=all
        --bind="$folder/containers:/var/lib/containers" --bind-ro="$lab/packages:/srv/packages")
    for device in /dev/net/tun /dev/fuse; do [ ! -e "$device" ] || command+=(--bind="$device"); done
    command+=(/usr/local/sbin/lab-init)
    if [ -d /run/systemd/system ]; then
        systemd-run --quiet --unit="$machine" --property=Delegate=yes --property=RestartForceExitStatus=133 --property=SuccessExitStatus=133 \
            --property=KillMode=mixed --property=TimeoutStopSec=10 \
            --property="ExecStartPre=/bin/ip -n $machine link set eth0 up" --property="ExecStopPost=-/bin/ip -n $machine link set eth0 down" \
            --property="StandardOutput=append:$folder/console.log" --property="StandardError=append:$folder/console.log" \
            --collect env $(nspawn_settings) "${command[@]}"
    else
        detach "$machine" env $(nspawn_settings) "${command[@]}" </dev/null >>"$folder/console.log" 2>&1 &
    fi
}

# Hosts run podman, so system calls are not filtered; they have the machine's version of cgroups.
nspawn_settings() {
    local unified=0
    [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ] || unified=1
    say "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=$unified SYSTEMD_NSPAWN_API_VFS_WRITABLE=network SYSTEMD_SECCOMP=0"
}

# Runs a host's keeper in cgroups and a session of its own. A host that reboots ends systemd-nspawn with 133; one that is off has no link. The lab stays locked until the keeper can
# be found by its name, also when who asked for it is killed.
detach() {
    local machine=$1 mount
    for mount in $(cgroup_mounts); do
        { mkdir -p "$mount/prov-lab/$machine" && echo "$BASHPID" >"$mount/prov-lab/$machine/cgroup.procs"; } 2>/dev/null || true
    done
    exec setsid bash -c '
        status=133
        while [ $status = 133 ]; do
            ip -n "$0" link set eth0 up
            "$@"
            status=$?
            ip -n "$0" link set eth0 down
        done' "$machine" "${@:2}" {lock}>&-
}

# Up is who answers as an ssh server to the host itself, firewall or not, and lets everybody in.
is_up() {
    local nspawn init
    nspawn=$(nspawn_of "$1")
    [ -n "$nspawn" ] || return 1
    init=$({ tr -d ' ' <"/proc/$nspawn/task/$nspawn/children"; } 2>/dev/null || true)
    [ -n "$init" ] || return 1
    nsenter --net="/run/netns/$(machine_of "$1")" bash -c 'read -r -t 1 line </dev/tcp/127.0.0.1/22 && [[ $line == SSH-* ]]' 2>/dev/null || return 1
    [ ! -e "/proc/$init/root/run/nologin" ]
}

await_host() {
    local name=$1 deadline=$((SECONDS + 60)) left
    until is_up "$name"; do
        left=$((deadline - SECONDS))
        # A keeper that has only just been started has another name still.
        if [ $left -le 0 ] || { [ $left -lt 55 ] && [ -z "$(keepers "$name")" ]; }; then
            fail 1 "$name did not come up; the end of $lab/hosts/$name/console.log:" "$(tail -n 5 "$lab/hosts/$name/console.log" 2>/dev/null)"
        fi
        sleep 0.1
    done
}

# stop_host NAME halt|kill
stop_host() {
    local name=$1 left tries
    if [ "$2" = halt ]; then
        left=$(nspawn_of "$name")
        [ -z "$left" ] || kill -TERM "$left" 2>/dev/null || true
        for ((tries = 0; tries < 300; tries++)); do
            [ -n "$(keepers "$name")" ] || break
            sleep 0.1
        done
    fi
    for ((tries = 0; tries < 200; tries++)); do
        # What is in the host goes first, so that systemd-nspawn sees it end, and ends; a keeper that does not is ended too.
        left=$(ip netns pids "$(machine_of "$name")" 2>/dev/null || true)
        [ -n "$left" ] && [ $tries -lt 20 ] || left=$(processes "$name" | sort -u -n)
        [ -n "$left" ] || break
        if [ $tries = 0 ] || [ $tries -ge 20 ]; then kill -KILL $left 2>/dev/null || true; fi
        sleep 0.05
    done
    if [ -d /run/systemd/system ]; then systemctl stop "$(machine_of "$name").service" 2>/dev/null || true; fi
    # Its network would answer pings without it.
    ip -n "$(machine_of "$name")" link set eth0 down 2>/dev/null || true
    [ -z "$left" ] || fail 1 "the processes of $name do not end: $(processes "$name" | paste -s -d ' ')"
}

remove_cgroups() {
    local machine=$1 mount tries
    for mount in $(cgroup_mounts); do
        for ((tries = 0; tries < 100; tries++)); do
            find "$mount/prov-lab/$machine" -depth -type d -exec rmdir {} + 2>/dev/null || true
            [ -d "$mount/prov-lab/$machine" ] || break
            # Processes that were killed are in it until they are gone.
            sleep 0.05
        done
        rmdir "$mount/prov-lab" 2>/dev/null || true
    done
}

unmake_host() {
    local name=$1 folder=$lab/hosts/$1 machine mount
    machine=$(machine_of "$name")
    rm -f "$folder/made"
    stop_host "$name" kill
    remove_cgroups "$machine"
    # A systemd-nspawn that is killed leaves these behind.
    rm -rf "/run/systemd/nspawn/propagate/$machine" "/run/systemd/nspawn/unix-export/$machine"
    if mountpoint -q "$folder/root"; then rm -f "/run/systemd/nspawn/locks/inode-$(stat -c %d:%i "$folder/root")"; fi
    awk -v folder="$folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount --lazy "$mount"; done
    if [ -e "$folder/number" ]; then ip -n "lab-$id" link del "port$(number_of "$name")" 2>/dev/null || true; fi
    ip netns del "$machine" 2>/dev/null || true
    rm -rf --one-file-system "$folder"
}

# The files that others read.

write_files() {
    local name hosts_now
    hosts_now=$(hosts)
    {
        say "# Written by prov lab; changes are overwritten."
        for name in $hosts_now; do
            printf 'Host %s %s\n  HostName %s\n  User root\n' "$name" "$(address_of "$name")" "$(address_of "$name")"
        done
        printf 'Host *\n  IdentityFile "%s"\n  IdentitiesOnly yes\n  UserKnownHostsFile "%s"\n  GlobalKnownHostsFile /dev/null\n' "$lab/key" "$lab/known_hosts"
        printf '  StrictHostKeyChecking yes\n  LogLevel ERROR\n'
    } >"$lab/ssh_config.new"
    for name in $hosts_now; do say "$name,$(address_of "$name") $(<"$lab/hosts/$name/host_key.pub")"; done >"$lab/known_hosts.new"
    write_inventory $hosts_now >"$lab/hosts.yml.new"
    # Whoever reads one of them at this moment has the old or the new one, whole.
    for name in ssh_config known_hosts hosts.yml; do mv -f "$lab/$name.new" "$lab/$name"; done
    for name in $hosts_now; do write_names "$name" $hosts_now; done
}

# Hosts whose names end in numbers are in the group of the name without: web1 and web2 in web.
write_inventory() {
    local name group groups=""
    printf '# Written by prov lab; changes are overwritten.\nall:\n  vars:\n    ansible_user: root\n'
    printf "    ansible_ssh_private_key_file: '%s'\n    ansible_ssh_common_args: '-F \"%s\"'\n  hosts:\n" "$lab/key" "$lab/ssh_config"
    for name; do
        printf '    %s:\n      ansible_host: %s\n' "$name" "$(address_of "$name")"
        group=${name%"${name##*[!0-9]}"}
        if [ "$group" = "$name" ] || [ -d "$lab/hosts/$group" ]; then continue; fi
        case " $groups " in *" ${group%-} "*) ;; *) groups="$groups ${group%-}" ;; esac
    done
    [ -z "$groups" ] || say "  children:"
    for group in $groups; do
        printf '    %s:\n      hosts:\n' "$group"
        for name; do
            case ${name#"$group"} in "$name" | "") ;; *[!0-9-]*) ;; *) printf '        %s: {}\n' "$name" ;; esac
        done
    done
}

# Every host knows the names of all; lines of others stay.
write_names() {
    local file=$lab/hosts/$1/root/etc/hosts name kept
    mountpoint -q "$lab/hosts/$1/root" || return 0
    kept=$(grep -v ' # prov lab$' "$file" || true)
    {
        say "$kept"
        for name in "${@:2}"; do say "$(address_of "$name") $name # prov lab"; done
    } >"$file"
}

# The commands.

lab_up() {
    local shell="" name
    if [ "${1:-}" = --shell ]; then
        shell=$2
        shift 2
    fi
    case $shell in "" | bash | sh | busybox) ;; *) fail 2 "--shell is bash, sh or busybox, not '$shell'" ;; esac
    [ $# -gt 0 ] || fail 2 "which hosts?" "prov lab up web1 web2 db1"
    for name; do
        [[ $name =~ ^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$ ]] || fail 2 "invalid host name '$name'" "use lower-case letters, digits and -, a letter first, at most 32 characters"
        case $name in all | ungrouped | local | localhost) fail 2 "host name '$name' is reserved in inventories" ;; esac
    done
    need_root
    need_packages
    open_lab
    for name; do
        if is_whole "$name" && [ "${shell:-$(<"$lab/hosts/$name/shell")}" != "$(<"$lab/hosts/$name/shell")" ]; then
            fail 2 "$name already exists, with $(<"$lab/hosts/$name/shell")" "prov lab down $name"
        fi
    done
    build_base
    network_up
    for name; do
        is_whole "$name" || {
            unmake_host "$name"
            make_host "$name" "${shell:-bash}"
        }
        start_host "$name"
    done
    sweep
    write_files
    for name; do await_host "$name"; done
    lab_list
}

# What an interrupted `up` left half-made.
sweep() {
    local name
    for name in $(hosts); do is_whole "$name" || unmake_host "$name"; done
}

lab_down() {
    local name
    need_root
    [ -s "$lab/id" ] || [ $# -gt 0 ] || return 0
    open_lab
    for name; do [ -d "$lab/hosts/$name" ] || fail 2 "unknown host '$name'" "it has: $(hosts | paste -s -d ' ')"; done
    [ $# -gt 0 ] || set -- $(hosts)
    for name; do
        unmake_host "$name" &
    done
    wait
    for name; do [ ! -d "$lab/hosts/$name" ] || fail 1 "$name is not down; see the errors above"; done
    if [ -n "$(hosts)" ]; then write_files; else network_down; fi
}

lab_power() {
    local action=$1 how=halt name
    shift
    if [ "${1:-}" = --force ]; then
        how="kill"
        shift
    fi
    need_root
    need_packages
    look_at_lab
    open_lab
    for name; do need_host "$name"; done
    if [ "$action" != boot ]; then for name; do stop_host "$name" "$how" & done; wait; fi
    [ "$action" != halt ] || return 0
    network_up
    for name; do start_host "$name"; done
    write_files
    for name; do await_host "$name"; done
}

lab_link() {
    local state=$1 name
    shift
    need_root
    look_at_lab
    open_lab
    for name; do need_host "$name"; done
    for name; do
        ip -n "lab-$id" link set "port$(number_of "$name")" "$state" 2>/dev/null ||
            fail 1 "$name has no network link, for example after a restart of this machine" "prov lab boot $name"
    done
}

lab_ssh() {
    local destination=$1
    look_at_lab
    need_host "${destination#*@}"
    shift
    exec ssh -F "$lab/ssh_config" -o ConnectTimeout=10 "$destination" "$@"
}

# Fetches with this machine's apt, as a host that has only the base would.
lab_packages() {
    local fetch
    need_root
    need_packages
    [ $# -gt 0 ] || fail 2 "which packages?" "prov lab packages haproxy"
    open_lab
    build_base
    fetch=$lab/fetch
    rm -rf "$fetch"
    mkdir -p "$fetch" "$lab/packages/partial"
    cp "$(base_folder)/var/lib/dpkg/status" "$fetch/status"
    apt-get install --quiet=2 --assume-yes --no-install-recommends --download-only -o Dir::State::status="$fetch/status" \
        -o Dir::State::extended_states="$fetch/extended" -o Dir::Cache::archives="$lab/packages" -o Dir::Cache::pkgcache= \
        -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@" >"$fetch/log" 2>&1 ||
        fail 1 "apt cannot fetch these packages: $*" "$(grep -E '^E:' "$fetch/log" | head -n 3)" "if they are new: apt-get update"
    rm -rf "$fetch" "$lab/packages/partial" "$lab/packages/lock"
    write_package_index
    say "$(find "$lab/packages" -name '*.deb' | wc -l) packages for the hosts in $lab/packages; on a host: apt-get update && apt-get install $*"
}

write_package_index() {
    local deb
    cd "$lab/packages"
    for deb in *.deb; do
        [ -e "$deb" ] || continue
        dpkg-deb --field "$deb"
        printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d' ' -f1)"
    done >Packages.new
    mv Packages.new Packages
}

host_state() {
    if ! is_whole "$1"; then say half-made; elif [ -n "$(keepers "$1")" ]; then say running; else say halted; fi
}

lab_list() {
    local form=${1:-text} name separator=""
    [ -s "$lab/id" ] || {
        [ "$form" != json ] || say "[]"
        return 0
    }
    look_at_lab
    [ "$form" = json ] && printf '['
    for name in $(hosts); do
        set -- "$name" "" "$(host_state "$name")" "" ""
        [ "$3" = half-made ] || set -- "$name" "$(address_of "$name")" "$3" "$(link_state "$name")" "$(<"$lab/hosts/$name/shell")"
        if [ "$form" = json ]; then
            printf '%s\n  {"name": "%s", "address": "%s", "state": "%s", "link": "%s", "shell": "%s"}' "$separator" "$@"
            separator=,
        else
            printf '%-16s %-15s %-9s %-4s %s\n' "$@"
        fi
    done
    [ "$form" != json ] || printf '\n]\n'
}

action=${1:-}
shift || true
case $action in
    up) lab_up "$@" ;;
    down) lab_down "$@" ;;
    reboot | halt | boot) lab_power "$action" "$@" ;;
    cut) lab_link down "$@" ;;
    reconnect) lab_link up "$@" ;;
    ssh) lab_ssh "$@" ;;
    packages) lab_packages "$@" ;;
    list) lab_list "$@" ;;
    inventory)
        look_at_lab
        [ -e "$lab/hosts.yml" ] || fail 1 "the lab in $lab has no hosts" "prov lab up web1 db1"
        say "$lab/hosts.yml"
        ;;
    base)
        need_root
        need_packages
        build_base
        base_folder
        ;;
    *) fail 2 "unknown command 'prov lab $action'" ;;
esac
