/// What the steps have changed in a bash: its state now against the one it began with, as bash code that makes the
/// change again.
///
/// Nothing of the environment that the shell was started with is in it, unless a step changed it. A new lane, a resumed
/// run and a restarted shell begin with such a change over a fresh shell of their own.
package enum ShellState {
    /// Prints the state; run in the session's own shell. Options are among the variables, in BASHOPTS and SHELLOPTS.
    static let dump = """
        builtin declare -p; builtin printf '\\035\\n'; builtin declare -f; [[ -z ${__pv_b-} ]] || builtin printf \
        '%s\\n' "${__pv_b#*;}"; \
        builtin printf '\\035\\n'; builtin alias -p; builtin printf '\\035\\nbuiltin cd -- %q\\n' "$PWD"; \
        builtin umask -p; builtin declare -Fx; builtin trap -p DEBUG RETURN ERR \(signals)
        """

    /// All of Linux but those that the C library keeps for itself.
    private static let signals = (Array(1...31) + Array(34...64)).map(String.init).joined(separator: " ")

    /// Variables bash keeps itself; bringing them back would fail or lie.
    private static let own: Set<String> = [
        "BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0", "BASH_CMDS", "BASH_COMMAND", "BASH_LINENO",
        "BASH_SOURCE", "BASH_SUBSHELL", "BASH_VERSINFO", "COMP_WORDBREAKS", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS",
        "EUID",
        "FUNCNAME", "GROUPS", "HISTCMD", "LINENO", "OLDPWD", "OPTERR", "OPTIND", "PIPESTATUS", "PPID", "RANDOM",
        "SECONDS",
        "SRANDOM", "UID", "_", "BASH_EXECUTION_STRING", "PWD", "POSIXLY_CORRECT",
    ]
    /// Of `set -o`, what stays from step to step.
    private static let kept: Set<String> = ["allexport", "noclobber", "noglob", "nounset", "physical"]

    /// What leads from one state to another: what is new or has another value, and what is gone. Empty if nothing is.
    ///
    /// The options come first, because functions are parsed under them.
    static func change(from baseline: ShellSnapshot, to now: ShellSnapshot) -> [UInt8] {
        var lines: [[UInt8]] = []
        let options = options(now)
        if options != ShellState.options(baseline) { lines.append(options) }
        let variables = now.variables.filter { !isOwn($0.key) }
        let gone = baseline.variables.keys.filter { !isOwn($0) && variables[$0] == nil }
        lines += removal("unset -v", gone)
        lines += removal("unset -f", baseline.functions.keys.filter { !isOwn($0) && now.functions[$0] == nil })
        lines += removal("unalias", baseline.aliases.keys.filter { now.aliases[$0] == nil })
        lines += changed(baseline.variables, variables).map { isArray($0) ? $0 : Array("builtin ".utf8) + $0 }
        lines += changed(baseline.aliases, now.aliases).map { asText(Array("\\builtin ".utf8) + $0, "\\builtin") }
        if now.directory != baseline.directory { lines.append(now.directory) }
        if now.mask != baseline.mask { lines.append(Array("builtin ".utf8) + now.mask) }
        // Last: one may have the name of a word above.
        let functions = now.functions.filter { !isOwn($0.key) }
        let exports = functions.keys.filter {
            now.exports.contains($0) && (!baseline.exports.contains($0) || functions[$0] != baseline.functions[$0])
        }
        let kept = baseline.exports.filter { functions[$0] != nil && !now.exports.contains($0) }
        lines += removal("export -fn", Array(kept))
        lines += changed(baseline.functions, functions).map { asText($0, "\\command builtin") }
        // A word of ours may be a function by now.
        lines +=
            exports.isEmpty
            ? [] : [Array("\\command builtin export -f -- \(exports.sorted().joined(separator: " "))".utf8)]
        return Array(lines.joined(separator: [0x0A]))
    }

    /// Whether two dumps of one shell differ in nothing but what bash keeps itself, such as RANDOM.
    ///
    /// Most commands leave the shell as it was, and taking a dump apart costs far more than this.
    static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        var (first, second) = (DumpedVariables(one), DumpedVariables(other))
        while true {
            if first.entry == second.entry {
                guard first.entry != nil else { return first.rest == second.rest }
                first.advance()
                second.advance()
            } else if first.isVolatile {
                first.advance()
            } else if second.isVolatile {
                second.advance()
            } else {
                return false
            }
        }
    }

    /// Goes through the variables of a dump in the order in which bash lists them.
    private struct DumpedVariables {
        private let dump: [UInt8]
        private var start = 0
        private var end = 0

        init(_ dump: [UInt8]) {
            self.dump = dump
            find()
        }

        /// The one it stands at; `nil` after the last.
        var entry: ArraySlice<UInt8>? { start < end ? dump[start..<end] : nil }

        /// What follows the variables.
        var rest: ArraySlice<UInt8> { dump[min(start, dump.count)...] }

        var isVolatile: Bool {
            guard let name = entry.flatMap(ShellSnapshot.variableName) else { return false }
            return isOwn(name) && !optionVariables.contains(name)
        }

        mutating func advance() {
            start = end + 1
            find()
        }

        private mutating func find() {
            let isOver = start >= dump.count || dump[start...].starts(with: ShellSnapshot.separator)
            end = isOver ? start : ListingQuoting.endOfEntry(dump, from: start)
        }
    }

    /// bash reads the values of an array after the word `declare` alone.
    private static func isArray(_ declaration: [UInt8]) -> Bool {
        declaration.dropFirst("declare -".utf8.count).prefix { $0 != 0x20 }.contains { $0 == 0x61 || $0 == 0x41 }
    }

    private static func changed(_ before: [String: [UInt8]], _ now: [String: [UInt8]]) -> [[UInt8]] {
        now.filter { before[$0.key] != $0.value }.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The same code as UTF-8, which a state is kept as: other bytes are escaped in a word that is evaluated.
    ///
    /// - Parameter builtin: stands before a built-in command there.
    private static func asText(_ code: [UInt8], _ builtin: String) -> [UInt8] {
        guard String(validating: code, as: UTF8.self) == nil else { return code }
        var word = Array("\(builtin) eval $'".utf8)
        var index = 0
        while index < code.count {
            let length = (1...4).first { length in
                index + length <= code.count
                    && String(validating: code[index..<(index + length)], as: UTF8.self) != nil
            }
            let bytes = code[index..<(index + (length ?? 1))]
            switch code[index] {
            case _ where length == nil: word += Array("\\\(String(code[index], radix: 8))".utf8)
            case 0x0A: word += Array("\\n".utf8)
            case 0x27, 0x5C: word += [0x5C, code[index]]
            default: word += bytes
            }
            index += bytes.count
        }
        return word + Array("'".utf8)
    }

    private static func removal(_ command: String, _ names: [String]) -> [[UInt8]] {
        names.isEmpty ? [] : [Array("builtin \(command) -- \(names.sorted().joined(separator: " "))".utf8)]
    }

    /// Code that makes a change again; what cannot be set (read-only variables) is left as it is.
    static func restore(_ state: String) -> String {
        guard state.hasPrefix(optionsMark) else { return group(state[...]) }
        let line = state.prefix { $0 != "\n" }
        return group(line) + "\n" + group(state.dropFirst(line.count))
    }

    /// Runs code in silence; a group must not be empty.
    private static func group(_ code: Substring) -> String { "{ [[ 1 ]]\n\(code)\n} 2>/dev/null || [[ 1 ]]" }

    private static let optionsMark = "builtin shopt -u"

    private static func isOwn(_ name: String) -> Bool {
        name.hasPrefix("__pv_") || marks.contains(name) || own.contains(name) || optionVariables.contains(name)
    }

    /// What prov itself sets for a shell or a process; every other name that begins with `PROV_` is the step's.
    static let marks: Set<String> = [
        "PROV_ENVIRONMENT", "PROV_HOST", "PROV_ONE_SHOT", "PROV_RELAY", "PROV_RUN", "PROV_SESSION", "PROV_SPOOL",
    ]

    private static let optionVariables: Set<String> = ["BASHOPTS", "SHELLOPTS"]

    private static func options(_ snapshot: ShellSnapshot) -> [UInt8] {
        func names(_ variable: String) -> [String] {
            guard let line = snapshot.variables[variable], let equals = line.firstIndex(of: 0x3D) else { return [] }
            return line[equals...].split { $0 == 0x3D || $0 == 0x22 || $0 == 0x3A }.map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        let set = names("SHELLOPTS").filter(kept.contains)
        let options = kept.sorted().map { "; builtin set \(set.contains($0) ? "-o" : "+o") \($0)" }.joined()
        return Array(
            "\(optionsMark) ${BASHOPTS//:/ }; builtin shopt -s \(names("BASHOPTS").joined(separator: " "))\(options)"
                .utf8)
    }
}

/// A dump of a bash, taken apart: each variable, function and alias with the code that sets it.
struct ShellSnapshot: Sendable {
    private(set) var variables: [String: [UInt8]] = [:]
    private(set) var functions: [String: [UInt8]] = [:]
    private(set) var aliases: [String: [UInt8]] = [:]
    /// `builtin cd -- …`.
    private(set) var directory: [UInt8] = []
    /// `umask 0022`: which rights new files do not get.
    private(set) var mask: [UInt8] = []
    /// Functions that programs see.
    private(set) var exports: Set<String> = []
    /// What runs in the shell beside the commands.
    private(set) var traps: [UInt8] = []

    fileprivate static let separator: [UInt8] = [0x1D, 0x0A]

    /// A shell of which nothing is known: every variable it has counts as changed.
    init() {}

    /// - Parameter dump: what `ShellState.dump` printed.
    init(_ dump: [UInt8]) {
        var position = 0
        position = readEntries(dump, from: position) { entry in
            if let name = ShellSnapshot.variableName(entry) { variables[name] = Array(entry) }
        }
        position = readFunctions(dump, from: position)
        position = readEntries(dump, from: position) { entry in
            guard let space = entry.firstIndex(of: 0x20), let equals = entry.firstIndex(of: 0x3D), space < equals else {
                return
            }
            aliases[String(decoding: entry[(space + 1)..<equals], as: UTF8.self)] = Array(entry)
        }
        directory = takeLine(dump, &position)
        mask = takeLine(dump, &position)
        let exported = Array("declare -fx ".utf8)
        while dump[position...].starts(with: exported) {
            let line = takeLine(dump, &position)
            exports.insert(String(decoding: line.dropFirst(exported.count), as: UTF8.self))
        }
        traps = Array(dump[position...])
    }

    private func takeLine(_ dump: [UInt8], _ position: inout Int) -> [UInt8] {
        let line = Array(dump[position...].prefix { $0 != 0x0A })
        position = min(position + line.count + 1, dump.count)
        return line
    }

    /// The names that stand for something else than a program or a built-in command; `nil` where a plain command may do
    /// more than it says: something runs beside it, or a variable stands for an expression.
    ///
    /// - Parameter baseline: the shell before anything ran in it.
    func definedWords(since baseline: ShellSnapshot) -> Set<String>? {
        guard traps == baseline.traps, !variables.values.contains(where: ShellSnapshot.isReference), !hasCoprocess
        else { return nil }
        return Set(functions.keys).union(aliases.keys)
    }

    /// bash takes the variables of a coprocess away once it has ended: the array of its streams, and its number.
    private var hasCoprocess: Bool {
        variables.keys.contains { name in
            name.hasSuffix("_PID")
                && variables[String(name.dropLast("_PID".count))].map { $0.starts(with: "declare -a".utf8) } == true
        }
    }

    private static func isReference(_ declaration: [UInt8]) -> Bool {
        declaration.dropFirst(declare.count).prefix { $0 != 0x20 }.contains(UInt8(ascii: "n"))
    }

    /// Reads entries up to the next separator; a line break inside quotes ends none.
    private func readEntries(_ dump: [UInt8], from start: Int, _ take: (ArraySlice<UInt8>) -> Void) -> Int {
        var position = start
        while position < dump.count {
            if dump[position...].starts(with: ShellSnapshot.separator) {
                return position + ShellSnapshot.separator.count
            }
            let end = ListingQuoting.endOfEntry(dump, from: position)
            take(dump[position..<end])
            position = min(end + 1, dump.count)
        }
        return position
    }

    /// `declare -f` prints `NAME () `, a brace, the body, and a brace in the first column.
    private mutating func readFunctions(_ dump: [UInt8], from start: Int) -> Int {
        var position = start
        var open: (name: String, start: Int)?
        while position < dump.count {
            let end = dump[position...].firstIndex(of: 0x0A) ?? dump.count
            let line = dump[position..<end]
            if open == nil, line.elementsEqual(ShellSnapshot.separator.dropLast()) { return min(end + 1, dump.count) }
            if open == nil, line.suffix(4).elementsEqual(" () ".utf8) {
                open = (String(decoding: line.dropLast(4), as: UTF8.self), position)
            } else if let function = open, line.elementsEqual("}".utf8), isEnd(dump, after: end) {
                functions[function.name] = Array(dump[function.start..<end])
                open = nil
            }
            position = end + 1
        }
        return min(position, dump.count)
    }

    /// A brace in the first column may be part of a here-document: the function is over where another begins, or the
    /// section ends.
    private func isEnd(_ dump: [UInt8], after end: Int) -> Bool {
        let next = dump[min(end + 1, dump.count)...]
        if next.isEmpty || next.starts(with: ShellSnapshot.separator) { return true }
        return next.prefix { $0 != 0x0A }.suffix(4).elementsEqual(" () ".utf8) || next.starts(with: "declare -".utf8)
    }

    private static let declare = Array("declare -".utf8)

    /// The name in `declare -x NAME="…"`.
    fileprivate static func variableName(_ entry: ArraySlice<UInt8>) -> String? {
        guard entry.starts(with: declare), let space = entry.dropFirst(declare.count).firstIndex(of: 0x20) else {
            return nil
        }
        return String(decoding: entry[(space + 1)...].prefix { $0 != 0x3D }, as: UTF8.self)
    }
}

/// Where a shell's own listing of a value ends.
enum ListingQuoting {
    /// The offset of the line break that ends an entry which begins at `start`; the end of the bytes if there is none.
    static func endOfEntry(_ bytes: [UInt8], from start: Int) -> Int { end(bytes, from: start, at: [0x0A]) }

    /// The offset of the blank or the parenthesis that ends a value of an array.
    static func endOfWord(_ bytes: [UInt8], from start: Int) -> Int { end(bytes, from: start, at: [0x20, 0x29]) }

    private static func end(_ bytes: [UInt8], from start: Int, at ends: [UInt8]) -> Int {
        var quote: UInt8?
        var isANSI = false
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            switch (quote, byte) {
            case (nil, _) where ends.contains(byte): return index
            case (nil, 0x5C), (0x22, 0x5C): index += 1
            case (0x27, 0x5C) where isANSI: index += 1
            case (nil, 0x22), (nil, 0x27):
                quote = byte
                isANSI = byte == 0x27 && index > start && bytes[index - 1] == 0x24
            case (let open?, _) where open == byte: quote = nil
            default: break
            }
            index += 1
        }
        return bytes.count
    }
}
