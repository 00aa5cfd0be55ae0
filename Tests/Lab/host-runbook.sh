# For the script of a runbook on hosts of a lab: . "$LAB_TESTS/host-runbook.sh" FOLDER/NAME HOST...; vars.yml is its second inventory. `use
# FOLDER/NAME` takes another runbook.
export PROV_STORE=$PWD/record
use() { runbook=$LAB_TESTS/../../runbooks/$1.md; }
use "$1"
lab() { prov lab ssh "$@"; }
hosts=${*:2}
[ -e vars.yml ] || printf 'all:\n  vars: {ansible_user: ops}\n' >vars.yml

# The hosts are made, and can install these packages.
up() {
    # shellcheck disable=SC2086
    prov lab up $hosts >up.out 2>&1 || cat up.out
    prov lab packages "$@" >fetched 2>&1 || cat fetched
}
# Runs it; prints the steps that ran, and after a failure everything.
run() {
    prov run "$runbook" -i "$(prov lab inventory)" -i vars.yml --yes "$@" >run.out 2>&1; code=$?
    ran
    [ $code = 0 ] || cat run.out
    return $code
}
ran() { sed -n 's/^[✔●] \([a-z/-]*\) .*/\1/p' run.out | uniq | tr '\n' ' '; echo; }
# The lines that its steps printed; its number.
said() { sed -n 's/^ *│ //p' run.out; }
number() { sed -n 's/^run \([^ ]*\).*/\1/p' run.out; }
# Runs it, and kills prov as soon as this command succeeds.
killed() {
    prov run "$runbook" -i "$(prov lab inventory)" -i vars.yml --yes >run.out 2>&1 &
    local prov=$! try
    for try in $(seq 200); do ! eval "$1" >/dev/null 2>&1 || break; sleep 0.05; done
    kill -KILL $prov
    wait $prov 2>/dev/null
    return 0
}
# The steps that a verification finds wrong.
broken() {
    prov verify "$runbook" -i "$(prov lab inventory)" -i vars.yml "$@" >verify.out 2>&1
    sed -n 's/^✘ \([a-z/-]*\) .*/\1/p' verify.out | uniq | tr '\n' ' '
    sed -n 's/^\(all checks passed\) in.*/\1/p' verify.out | tr -d '\n'
    echo
}
# What a failed run or verification expected, and what it found.
why() { sed -n 's/^ *why  *//p' "${1:-verify.out}" | sort -u; }
# What a runbook can leave on each host: packages, users, files, services, rules, listeners, interfaces.
snapshot() {
    local host
    for host in $hosts; do
        lab "$host" -- bash -s <<'HOST' | sed "s/^/$host /"
dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n'
cut -d : -f 1,3,6 /etc/passwd; cut -d : -f 1,3,4 /etc/group | sort
find /etc /usr/local /srv /opt /var /home -xdev \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log/journal -o -path /var/log/apt -o \
    -path /var/tmp -o -path /var/lib/systemd -o -path /var/lib/containers \) -prune -o -printf '%y %m %u %p\n' |
    grep -vE '(/etc/(ld.so.cache|.*-)|/var/log/(dpkg.log|alternatives.log|lastlog|wtmp|btmp|faillog)|/var/lib/(ucf|private|logrotate|sudo)(/.*)?)$' | sort
find /etc /usr/local -xdev -type f ! -name '*-' ! -name ld.so.cache ! -name machine-id -exec md5sum {} + | sort -k 2
systemctl list-unit-files --no-legend --state=enabled,masked,enabled-runtime | awk '{ print $1, $2 }'
nft list ruleset
ss -Hltnu | awk '{ print $1, $5 }' | sort -u
ip -brief link | cut -d ' ' -f 1
HOST
    done
}
# Undoes a run, by its number or name; prints what is there after it and was not before, or the other way round.
undone() { prov rollback "$1" --yes >undo.out 2>&1 || cat undo.out; snapshot >after; diff before after | grep '^[<>]'; }
