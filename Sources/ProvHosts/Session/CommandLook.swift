import Glibc
import ProvText

/// What the processes of a running command do, seen from outside: which of them wait for connections, and how much they
/// compute.
package struct CommandLook: Sendable, Equatable {
    /// A process that listens on a port.
    package struct Listener: Hashable, Sendable {
        package var pid: Int
        /// Its name, without arguments.
        package var program: String
        /// `127.0.0.1:8000`, `[::]:80`.
        package var address: String

        package init(pid: Int, program: String, address: String) {
            self.pid = pid
            self.program = program
            self.address = address
        }
    }

    package var listeners: [Listener]
    /// The time on a processor that all of them have used, in hundredths of a second.
    package var busy: Int
    /// All of them, by number.
    package var processes: Set<Int> = []

    package init(listeners: [Listener], busy: Int) {
        self.listeners = listeners
        self.busy = busy
    }
}

extension CommandLook {
    /// What follows a definition of `found` that prints process numbers; POSIX shell with `ls`.
    ///
    /// A process's sockets are the links of /proc/PID/fd; those that listen have the state 0A in
    /// /proc/PID/net/tcp, which is the table of its own container. Ages and times of a processor are in
    /// hundredths of a second, as proc(5) has them where USER_HZ is 100.
    static let script = #"""
        p=$(found); set -f; read -r u x </proc/uptime; u=${u%.*}${u#*.}
        for n in $p; do
          s=' '; for w in $(ls -l /proc/$n/fd 2>/dev/null); do case $w in socket:*) w=${w#socket:?}; s="$s${w%?} ";; esac; done
          IFS= read -r c </proc/$n/comm || continue; IFS= read -r l </proc/$n/stat || continue
          set -- ${l##*) }; echo "N $n $2 $((u - ${20})) $((${12} + ${13} + ${14} + ${15})) $c"
          case $s in ' ') continue;; esac
          for f in tcp tcp6; do [ -r /proc/$n/net/$f ] || continue
            while read -r k l r t q m z v o i x; do case $t in 0A) case $s in *" $i "*) echo "L $n $l";; esac;; esac
            done </proc/$n/net/$f; done
        done 2>/dev/null; :
        """#

    /// - Parameters:
    ///   - age: of the command when the answer had come: on a busy machine it takes seconds, and what the command
    ///     started in them is older than it was when it was asked. What is older still was there before it.
    ///   - earlier: processes that earlier commands left running; they and what they started are left out.
    init(_ answer: [UInt8], age: Duration, besides earlier: Set<Int>) {
        self.init(listeners: [], busy: 0)
        let limit = Int(age.components.seconds + 1) * 100
        var names: [Int: String] = [:]
        let parents = CommandLook.parents(answer)
        for line in answer.split(separator: ASCII.newline) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 5)
            guard fields.count > 2, let pid = Int(fields[1]) else { continue }
            if fields[0] == "N", fields.count == 6, let processAge = Int(fields[3]), let ticks = Int(fields[4]) {
                guard processAge <= limit, !CommandLook.is(pid, from: earlier, parents) else { continue }
                names[pid] = String(fields[5])
                busy += ticks
                processes.insert(pid)
            } else if fields[0] == "L", let name = names[pid],
                let address = CommandLook.address(String(fields[2]))
            {
                // The table of sockets changes while it is read: one can be in it twice.
                let listener = Listener(pid: pid, program: name, address: address)
                if !listeners.contains(listener) { listeners.append(listener) }
            }
        }
    }

    /// Of each process its parent.
    private static func parents(_ answer: [UInt8]) -> [Int: Int] {
        var parents: [Int: Int] = [:]
        for line in answer.split(separator: ASCII.newline) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 3)
            if fields.count > 3, fields[0] == "N", let pid = Int(fields[1]) { parents[pid] = Int(fields[2]) }
        }
        return parents
    }

    /// Whether a process is one of some, or was started by one.
    private static func `is`(_ pid: Int, from earlier: Set<Int>, _ parents: [Int: Int]) -> Bool {
        var next: Int? = pid
        for _ in 0...parents.count {
            guard let process = next else { return false }
            if earlier.contains(process) { return true }
            next = parents[process]
        }
        return false
    }

    /// From the form of /proc/net/tcp: words of four bytes in the order of this processor, then the port, in hex.
    static func address(_ text: String) -> String? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
        let digits = Array(parts[0].utf8)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 8) {
            guard start + 8 <= digits.count,
                let word = UInt32(String(decoding: digits[start..<(start + 8)], as: UTF8.self), radix: 16)
            else { return nil }
            for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        switch bytes.count {
        case 4: return bytes.map(String.init).joined(separator: ".") + ":\(port)"
        case 16:
            if bytes.allSatisfy({ $0 == 0 }) { return "[::]:\(port)" }
            if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return "[::1]:\(port)" }
            if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
                return bytes[12...].map(String.init).joined(separator: ".") + ":\(port)"
            }
            let groups = stride(from: 0, to: 16, by: 2).map {
                String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
            }
            return "[\(groups.joined(separator: ":"))]:\(port)"
        default: return nil
        }
    }
}
