/// Asks a database with its own client; the query runs in a transaction that can change nothing.
struct SQLProbe {
    let database: CheckText
    let query: CheckText
    let password: CheckText?

    var script: String {
        """
        db=\(database.pathWord); pw=\(password?.word ?? "")
        query() { printf '%s\\n;\\n' \(query.word); }
        \(SQLProbe.functions)
        case $db in
          postgres://*|postgresql://*)
            has psql || cannot 'psql is missing; install postgresql-client'
            split "$db"
            [ -z "$pw" ] || export PGPASSWORD="$pw"
            export PGOPTIONS="${PGOPTIONS:+$PGOPTIONS }-c default_transaction_read_only=on" PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}" PGCLIENTENCODING=UTF8
            echo output:
            query | psql -X -A -t -q -w -F "$(printf '\\037')" -v ON_ERROR_STOP=1 -d "$scheme://${user:+$user@}$at$path" -f -;;
          mysql://*|mariadb://*)
            client=mysql; has mysql || client=mariadb
            has "$client" || cannot 'mysql is missing; install default-mysql-client or mariadb-client'
            split "$db"
            [ -z "$pw" ] || export MYSQL_PWD="$pw"
            host=${at%:*}; case $at in *:*) port=${at##*:};; *) port=;; esac
            name=${path#/}; name=${name%%\\?*}
            say separator tab; echo output:
            { echo 'set session transaction read only;'; query; } \\
              | "$client" -N -B --connect-timeout=10 ${host:+-h "$host"} ${port:+-P "$port" --protocol=tcp} ${user:+-u "$(decode "$user")"} ${name:+-D "$(decode "$name")"};;
          *://*) cannot "unknown database type ${db%%://*}";;
          *)
            has sqlite3 || cannot 'sqlite3 is missing; install it'
            [ -e "$db" ] || { echo "$db does not exist" >&2; exit 1; }
            [ -r "$db" ] || cannot "$(id -un) may not read $db"
            echo output:
            query | sqlite3 -readonly -batch -bail -noheader -list -separator "$(printf '\\037')" "$db";;
        esac
        exit $?
        """
    }

    /// A URL in its parts; a password in it leaves it for the environment.
    private static let functions = #"""
        decode() {
          case $1 in
            *%*) v="$1" awk 'BEGIN {
              s = ENVIRON["v"]; digits = "0123456789ABCDEF"
              while (match(s, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {
                x = toupper(substr(s, RSTART + 1, 2))
                printf "%s%c", substr(s, 1, RSTART - 1), (index(digits, substr(x, 1, 1)) - 1) * 16 + index(digits, substr(x, 2, 1)) - 1
                s = substr(s, RSTART + 3)
              }
              printf "%s", s
            }';;
            *) printf %s "$1";;
          esac
        }
        split() {
          scheme=${1%%://*}; at=${1#*://}
          case $at in */*) path=/${at#*/}; at=${at%%/*};; *\?*) path=/\?${at#*\?}; at=${at%%\?*};; *) path=;; esac
          user=; case $at in *@*) user=${at%@*}; at=${at##*@};; esac
          case $user in *:*) [ -n "$pw" ] || pw=$(decode "${user#*:}"); user=${user%%:*};; esac
          case $path in *[?\&]password=*) cannot 'the URL has a password after the question mark; write it before the @, or under password';; esac
        }
        """#
}
