import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Secrets that a command is given in clear: assignments, options, headers, addresses, and what is piped into it.
enum CommandSecretLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        // Each block reports one secret, and the text as a whole is searched first.
        guard !context.hasSecret(in: piece.step), let found = secret(in: piece) else { return }
        context.report(
            .plainSecret, "\(found.what) in plain text", in: piece, at: found.bytes,
            fix: "revoke it; declare a name under 'secrets' in the front matter and use the variable")
    }

    private static func secret(in piece: ScriptPiece) -> (what: String, bytes: Range<Int>)? {
        for command in piece.shell.commands {
            for word in command.assignments where isAssigned(word.text) {
                return ("the value of '\(name(of: word.text))'", word.bytes)
            }
        }
        for invocation in piece.invocations {
            if let found = secret(of: invocation, in: piece) { return found }
        }
        return nil
    }

    private static func secret(of invocation: Invocation, in piece: ScriptPiece) -> (what: String, bytes: Range<Int>)? {
        let arguments = invocation.arguments
        // `export A=b`, and what other programs are given to set: `heroku config:set A=b`.
        if let argument = arguments.first(where: { isAssigned($0.text) }) {
            return ("the value of '\(name(of: argument.text))'", argument.bytes)
        }
        if let argument = arguments.first(where: { holdsAccount($0.text) }) {
            return ("the password of an address", argument.bytes)
        }
        return optionSecret(of: invocation) ?? inputSecret(of: invocation, in: piece)
    }

    // MARK: Options

    private static func optionSecret(of invocation: Invocation) -> (what: String, bytes: Range<Int>)? {
        let program = invocation.program
        let secrets = SecretOptions.secrets[program]
        let accounts = SecretOptions.accounts[program]
        let headers = SecretOptions.headers[program]
        guard secrets != nil || accounts != nil || headers != nil else { return nil }
        let line = invocation.line
        for option in line.options.options {
            guard let value = option.value, isSecret(value, of: option.name, secrets, accounts, headers) else {
                continue
            }
            return ("the value of '\(option.name)'", line.arguments[option.index].bytes)
        }
        // `-pPASSWORD` in one word.
        if program.hasPrefix("mysql") || program.hasPrefix("mariadb"),
            let word = line.arguments.first(where: {
                $0.text.hasPrefix("-p") && SecretValue.looksUsed(String($0.text.dropFirst(2)))
            })
        {
            return ("the value of '-p'", word.bytes)
        }
        return nil
    }

    private static func isSecret(
        _ value: String, of option: String, _ secrets: Set<String>?, _ accounts: Set<String>?, _ headers: Set<String>?
    ) -> Bool {
        if secrets?.contains(option) ?? false {
            return SecretValue.looksUsed(value.hasPrefix("pass:") ? String(value.dropFirst(5)) : value)
        }
        if accounts?.contains(option) ?? false {
            return value.firstIndex(of: ":").map { SecretValue.looksUsed(String(value[value.index(after: $0)...])) }
                ?? false
        }
        guard headers?.contains(option) ?? false, let colon = value.firstIndex(of: ":"),
            !value.contains(where: { "$`<{".contains($0) })
        else { return false }
        let header = value[..<colon].lowercased()
        guard ["authorization", "token", "key", "secret"].contains(where: { header.hasSuffix($0) }) else {
            return false
        }
        return value[value.index(after: colon)...].split(separator: " ").last.map { SecretValue.looksUsed(String($0)) }
            ?? false
    }

    // MARK: Assignments and addresses

    private static func name(of assignment: String) -> String { String(assignment.prefix { $0 != "=" && $0 != "+" }) }

    private static func isAssigned(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: ASCII.equals), text.utf8.count >= 10 else { return false }
        let value = text[text.index(after: equals)...]
        // Most values are short or expanded; the name is only looked at after that.
        return value.utf8.count >= 8 && text[..<equals].utf8.allSatisfy({ $0.isNameByte || $0 == ASCII.plus })
            && !value.utf8.contains(ASCII.dollar) && SecretName.isSecret(name(of: text))
            && SecretValue.looksUsed(String(value))
    }

    /// `scheme://user:password@host`
    private static func holdsAccount(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count > 8, bytes.contains(ASCII.at) else { return false }
        var rest = bytes[...]
        repeat {
            guard let colon = rest.firstIndex(of: ASCII.colon) else { return false }
            rest = rest[rest.index(after: colon)...]
        } while !rest.starts(with: "//".utf8)
        let authority = rest.dropFirst(2).prefix { $0 != ASCII.slash && $0 != ASCII.question && !$0.isBlankOrNewline }
        guard let at = authority.lastIndex(of: ASCII.at), let mark = authority[..<at].firstIndex(of: ASCII.colon) else {
            return false
        }
        return SecretValue.looksUsed(String(decoding: authority[authority.index(after: mark)..<at], as: UTF8.self))
    }

    // MARK: Input

    /// `echo PASSWORD | sudo -S …`
    private static func inputSecret(of invocation: Invocation, in piece: ScriptPiece) -> (
        what: String, bytes: Range<Int>
    )? {
        guard let options = SecretOptions.readers[invocation.program], let writer = invocation.command.pipedFrom,
            invocation.command.script === piece.shell, let echo = piece.invocation(of: writer),
            ["echo", "printf"].contains(echo.program),
            options.isEmpty || !options.isDisjoint(with: invocation.line.options.options.map(\.name)),
            let word = echo.arguments.last
        else { return nil }
        let parts = word.text.split(separator: ":", maxSplits: 1)
        guard let value = parts.last, SecretValue.looksUsed(String(value)) else { return nil }
        return ("the password for '\(invocation.program)'", word.bytes)
    }
}
