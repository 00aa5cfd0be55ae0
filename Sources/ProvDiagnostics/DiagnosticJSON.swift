package import ProvText

/// Diagnostics for other programs; the shape is described in docs/reference/diagnostics.md.
package enum DiagnosticJSON {
    package static func render(_ diagnostics: [Diagnostic]) -> JSON {
        func count(_ severity: Diagnostic.Severity) -> JSON { .integer(diagnostics.count { $0.severity == severity }) }
        return [
            "version": 1,
            "summary": ["errors": count(.error), "warnings": count(.warning), "notes": count(.note)],
            "diagnostics": .array(diagnostics.map(render)),
        ]
    }

    private static func render(_ diagnostic: Diagnostic) -> JSON {
        var members: [JSON.Member] = [
            .init("rule", .string(diagnostic.rule)),
            .init("severity", .string(diagnostic.severity.rawValue)),
            .init("headline", .string(diagnostic.headline)),
            .init("file", .string(diagnostic.file)),
            .init("range", range(diagnostic.range)),
        ]
        if let why = diagnostic.why { members.append(.init("why", .string(why))) }
        if let fix = diagnostic.fix { members.append(.init("fix", .string(fix))) }
        if let replacement = diagnostic.replacement {
            members.append(.init("replacement", .string(replacement)))
            if diagnostic.replacementRange != diagnostic.range {
                members.append(.init("replacementRange", range(diagnostic.replacementRange)))
            }
        }
        if !diagnostic.notes.isEmpty {
            members.append(
                .init(
                    "notes",
                    .array(
                        diagnostic.notes.map { note in
                            ["file": .string(note.file), "range": range(note.range), "text": .string(note.text)]
                        })))
        }
        return .object(members)
    }

    /// Lines and columns from 1, columns in UTF-8 bytes; the end does not belong to the range.
    private static func range(_ range: TextRange) -> JSON {
        func position(_ position: TextPosition) -> JSON {
            ["line": .integer(position.line), "column": .integer(position.column)]
        }
        return ["start": position(range.start), "end": position(range.end)]
    }
}
