/// Clients and servers of databases and queues.
enum DatabaseTools {
    static let all: [Tool] = [
        Tool(
            "psql pgcli",
            globals: """
                -h --host -p --port -U --username -d --dbname -c --command -f --file -v --set --variable -o --output \
                -L --log-file -F --field-separator -R -P --pset -T
                """),
        Tool(
            "dropdb createdb dropuser createuser pg_dump pg_restore pg_dumpall pg_basebackup",
            globals: "-h --host -p --port -U --username --maintenance-db -D -f --file -O --owner -T -t -n -F -d -E"),
        Tool("pg_ctl", globals: "-D --pgdata -l --log -m --mode -t --timeout -o --options -p"),
        Tool(
            "mysql mariadb mysqldump mysqladmin mariadb-admin mariadb-dump mycli",
            globals: """
                -h --host -u --user -P --port -D --database -e --execute -S --socket --protocol --defaults-file \
                --defaults-extra-file --default-character-set --ssl-ca
                """),
        Tool("redis-cli valkey-cli keydb-cli", globals: "-h -p -a --pass --user -n -u -s -r -i --cacert --cert --key"),
        Tool(
            "mongosh mongo mongodump mongorestore",
            globals:
                "--host --port -u --username -p --password --authenticationDatabase --eval -f --file --uri -d --db -c"),
        Tool("sqlite3", globals: "-cmd -separator -init -newline -nullvalue", style: .words),
        Tool("cqlsh", globals: "-u --username -p --password -e --execute -f --file -k --keyspace --request-timeout"),
        Tool(
            "clickhouse-client", globals: "-h --host --port -u --user --password -q --query -d --database",
            style: .words),
        Tool("sqlcmd", globals: "-S -U -P -d -Q -q -i -o -v -t -l"),
        Tool(
            "cockroach", globals: "--host --certs-dir --url -u --user -d --database -e --execute --port -p",
            groups: "node"),
        Tool(
            "influx", globals: "--host -t --token -o --org -c --active-config -b --bucket",
            groups: "bucket org user auth"),
        Tool("rabbitmqctl rabbitmqadmin", globals: "-n --node -p --vhost -t --timeout -H -u -P -V"),
        Tool("kafka-topics.sh kafka-topics", globals: "--bootstrap-server --topic --zookeeper --config --partitions"),
        Tool(
            "kafka-console-consumer.sh kafka-console-consumer kafka-console-producer.sh kafka-console-producer",
            globals: "--bootstrap-server --broker-list --topic --group --max-messages --timeout-ms --property"),
        Tool("nats", globals: "-s --server --user --password --creds --context", groups: "stream consumer kv"),
        Tool("mosquitto_sub mosquitto_pub", globals: "-h -p -t -u -P -q -m -i -C -W --cafile --cert --key"),
        Tool("ldapdelete ldapmodify ldapsearch ldapadd", globals: "-H -D -w -y -f -b -s -h -p"),
    ]
}
