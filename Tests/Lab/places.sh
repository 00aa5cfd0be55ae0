# For scripts that run the same runbook in several places: . "$LAB_TESTS/places.sh". A place is one host of the name `place` in an inventory of its own,
# place-NAME.yml, with a record of its own; so what is proven there can be compared line by line. things/ is what each place gets: packages,
# repositories, an index of Python packages.
books=$LAB_TESTS/../../runbooks
lab() { prov lab ssh "$@"; }
address() { prov lab list | awk -v name="$1" '$1 == name { print $2 }'; }

# A place: its name, its connection, and the variables of the runbook in vars.yml.
place() {
    printf 'all:\n  hosts: {place: {%s, ansible_user: root}}\n  children: {laptop: {hosts: {place: }}, build: {hosts: {place: }}, web: {hosts: {place: }}, app: {hosts: {place: }}}\n  vars:\n' "$2" >"place-$1.yml"
    sed 's/^/    /' vars.yml >>"place-$1.yml"
}
# Runs a command as root in a place, outside of prov.
within() {
    case $1 in
        container) timeout 300 podman exec -i "$container" bash -c "$2" ;;
        vm) "$PWD/vm/machine" one ssh "$2" ;;
        *) lab "${1}1" -- "$2" ;;
    esac
}
prepare='tar -x -C /srv
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
echo "deb [trusted=yes] file:/srv/place-packages ./" >/etc/apt/sources.list.d/place.list
apt-get update -qq'
give() { tar -C things -c . | within "$1" "$prepare"; }

# The lab's packages, and with a folder those that a system with that root needs besides.
packages() {
    local root=$1 deb
    prov lab packages "${@:2}" >fetched 2>&1 || cat fetched
    mkdir -p things/place-packages debs/partial
    [ -z "$root" ] || apt-get -qq -y -o "Dir::State::status=$root/var/lib/dpkg/status" -o "Dir::Cache::archives=$PWD/debs" -o APT::Sandbox::User=root \
        --no-install-recommends --download-only install "${@:2}" >fetched 2>&1 || cat fetched
    find "$PROV_LAB/packages" debs -name '*.deb' -exec cp -n -t things/place-packages {} +
    for deb in things/place-packages/*.deb; do
        dpkg-deb --field "$deb"
        printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${deb##*/}" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
    done >things/place-packages/Packages
}

# A container with systemd as its first process, from the lab's base, without a network.
container=prov-places-$$
make_container() {
    local runtime=
    [ ! -d /sys/fs/cgroup/unified ] || runtime="--runtime runc"
    # shellcheck disable=SC2086
    podman --cgroup-manager=cgroupfs --events-backend=file $runtime run --detach --name "$container" --hostname place --network none --systemd=always --stop-timeout 0 \
        --ulimit "nofile=1024:$(ulimit -Hn)" --ulimit nproc=4096:4096 --rootfs "$(bash "$LAB_TESTS/../../Sources/ProvCLI/Resources/lab.sh" base):O" /usr/local/sbin/lab-init >container.out 2>&1 </dev/null || cat container.out
    for try in $(seq 60); do ! within container 'systemctl is-system-running' 2>/dev/null | grep -qE 'running|degraded' || break; sleep 0.5; done
    within container 'ssh-keygen -A >/dev/null; systemctl reset-failed ssh; systemctl start ssh'
}

# An instance of the hoster's emulator, whose machines are hosts of the lab.
export VULTR_API_KEY=4f1c9a77e02b
vultr=(--set "FOLDER=$PWD/vultr" --set "ADDRESS=http://127.0.0.1:${emulator:-17643}" --set NAME=instance1 --set "MACHINES=$PWD/machines")
make_instance() {
    cat >machines <<'MACHINES'
#!/bin/bash
# machines up NAME <KEYS | down NAME | halt NAME | boot NAME
set -eu
case $1 in
    up)
        prov lab up "$2" >/dev/null
        prov lab ssh "$2" -- 'cat >>/root/.ssh/authorized_keys'
        prov lab list | awk -v name="$2" '$1 == name { print $2 }'
        ;;
    *) prov lab "$1" "$2" >/dev/null ;;
esac
MACHINES
    chmod 755 machines
    prov run "$books/cloud/vultr.md" --yes --store record-vultr "${vultr[@]}" >vultr.out 2>&1 || cat vultr.out
}

# Nothing of it is left, however the script ends.
gone() {
    podman rm --force --time 0 "$container" >/dev/null 2>&1
    [ ! -e vm/one.pid ] || kill "$(cat vm/one.pid)" 2>/dev/null
    [ ! -e vultr/emulator.pid ] || kill "$(cat vultr/emulator.pid)" 2>/dev/null
}
trap gone EXIT

# What a run or a verification of a guide has proven: its steps with their states, and the checks that passed with what they found.
record() {
    prov show last --json --store "record-$2" |
        jq -r '.steps[] | .name as $name | .hosts[] | "\($name): \(.state)", (.checks[]? | select(.result == "pass") | "\($name): \(.summary), \(.found)")'
}
# Runs a guide in a place, then verifies it there; what was proven is in proven-GUIDE-PLACE and verified-GUIDE-PLACE.
guide() {
    local name=${1##*/}
    prov run "$books/$1.md" -i "place-$2.yml" --yes --store "record-$2" </dev/null >"run-$name-$2" 2>&1 || cat "run-$name-$2"
    record "$name" "$2" >"proven-$name-$2"
    checked "$1" "$2"
}
checked() {
    local name=${1##*/}
    prov verify "$books/$1.md" -i "place-$2.yml" --store "record-$2" </dev/null >"verify-$name-$2" 2>&1
    record "$name" "$2" >"verified-$name-$2"
}
# Compares a guide's places with the first one: prints what differs, and fails; or in how many places how much is the same.
same() {
    local kind=$1 name=${2##*/} first=$3 other bad=0
    for other in "${@:4}"; do
        diff "$kind-$name-$first" "$kind-$name-$other" >different || { sed -n "s/^</not in $other:/p; s/^>/only in $other:/p" different; bad=1; }
    done
    [ -s "$kind-$name-$first" ] || bad=1
    [ $bad = 1 ] || echo "$name: $(grep -c . "$kind-$name-$first") lines are the same in ${*:3}"
    return $bad
}
