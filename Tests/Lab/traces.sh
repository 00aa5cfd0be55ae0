# shellcheck shell=bash
# What a lab leaves on this machine. `note` before, `traces [HOST]` after: prints what is still there, so it should print nothing.

note() {
    lab_id=$(cat "$PROV_LAB/id")
    lab_number=$(cat "$PROV_LAB/network" 2>/dev/null)
    lab_processes=$(for namespace in $(ip netns list | awk -v lab="lab-$lab_id-" 'index($1, lab) { print $1 }'); do
        for process in $(ip netns pids "$namespace"); do echo "$namespace $process"; done
    done)
}

traces() {
    name=lab-$lab_id${1:+-$1}
    grep -F " $PROV_LAB/hosts/${1:-}" /proc/mounts | cut -c1-200
    ip netns list | grep -F "$name"
    find /sys/fs/cgroup -name "$name*" 2>/dev/null
    find /run/systemd/nspawn -name "$name*" 2>/dev/null
    pgrep -a -f -- "--machine=$name"
    # A dead one is gone when this machine's process 1 comes to it.
    echo "$lab_processes" | while read -r namespace process; do
        case $namespace in "$name"*) ps -o stat=,args= "$process" | grep -v '^Z' ;; esac
    done
    # Another lab may have the number by now.
    if [ $# = 0 ] && [ -n "$lab_number" ] && case $(readlink "/run/prov-lab/$lab_number") in "" | "$PROV_LAB") ;; *) false ;; esac; then
        ip link show "prov-lab$lab_number" 2>/dev/null
        ip route | grep -F "10.203.$lab_number."
        ls -d "/run/prov-lab/$lab_number" 2>/dev/null
        ls "$PROV_LAB/hosts"
    fi
    true
}
