# For the scripts of Kubernetes: . "$LAB_TESTS/kubernetes.sh". The programs are built once, beside the base of the lab; that takes ten minutes of a processor.
cat >vars.yml <<VARS
all:
  vars: {ansible_user: ops, docker_root: /var/lib/containers/docker, binaries: $PROV_LAB_CACHE/kubernetes-1.20.2, login: ssh -F $PROV_LAB/ssh_config}
  hosts: {local: {ansible_connection: local}}
VARS
. "$LAB_TESTS/host-runbook.sh" kubernetes/cluster control1 node1
up etcd-server kubernetes-client openssl docker.io containernetworking-plugins busybox iptables curl git python3-venv
prov run "$runbook" -i "$(prov lab inventory)" -i vars.yml --yes --only binaries --store built >built.out 2>&1 || cat built.out
k() { lab control1 -- kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"; }
