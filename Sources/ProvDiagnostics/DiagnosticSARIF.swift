package import ProvText

/// Diagnostics as a SARIF 2.1.0 log, which code hosts and editors show beside the text.
package struct DiagnosticSARIF {
    private let toolVersion: String
    private let source: (String) -> SourceText?

    /// - Parameter source: the text of a file that a diagnostic names; without it columns are those of bytes.
    package init(toolVersion: String, source: @escaping (String) -> SourceText?) {
        self.toolVersion = toolVersion
        self.source = source
    }

    package func render(_ diagnostics: [Diagnostic]) -> JSON {
        let rules = usedRules(diagnostics)
        let indices = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "prov",
                            "semanticVersion": .string(toolVersion),
                            "informationUri": "https://github.com/prov-run/prov",
                            "rules": .array(rules.map(rule)),
                        ]
                    ],
                    "columnKind": "utf16CodeUnits",
                    "results": .array(diagnostics.map { result($0, ruleIndex: indices[$0.rule]) }),
                ]
            ],
        ]
    }

    /// The registered rules that speak, in the order of the registry.
    private func usedRules(_ diagnostics: [Diagnostic]) -> [DiagnosticRule] {
        let used = Set(diagnostics.map(\.rule))
        return DiagnosticRule.all.filter { used.contains($0.id) }
    }

    private func rule(_ rule: DiagnosticRule) -> JSON {
        [
            "id": .string(rule.id),
            "name": .string(rule.id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()),
            "shortDescription": ["text": .string(rule.title)],
            "fullDescription": [
                "text": .string(rule.explanation.prefix(1).uppercased() + rule.explanation.dropFirst() + ".")
            ],
            "help": ["text": .string(rule.fix)],
            "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
        ]
    }

    private func result(_ diagnostic: Diagnostic, ruleIndex: Int?) -> JSON {
        var members: [JSON.Member] = [.init("ruleId", .string(diagnostic.rule))]
        if let ruleIndex { members.append(.init("ruleIndex", .integer(ruleIndex))) }
        let message = diagnostic.fix.map { "\(diagnostic.headline): \($0)" } ?? diagnostic.headline
        members.append(.init("level", .string(diagnostic.severity.rawValue)))
        members.append(.init("message", ["text": .string(message)]))
        members.append(.init("locations", [["physicalLocation": location(diagnostic.file, diagnostic.range)]]))
        if !diagnostic.notes.isEmpty {
            members.append(
                .init(
                    "relatedLocations",
                    .array(
                        diagnostic.notes.enumerated().map { index, note in
                            [
                                "id": .integer(index + 1), "message": ["text": .string(note.text)],
                                "physicalLocation": location(note.file, note.range),
                            ]
                        })))
        }
        if let replacement = diagnostic.replacement {
            members.append(
                .init(
                    "fixes",
                    [
                        [
                            "description": ["text": .string(diagnostic.fix ?? "replace it")],
                            "artifactChanges": [
                                [
                                    "artifactLocation": ["uri": .string(DiagnosticSARIF.uri(diagnostic.file))],
                                    "replacements": [
                                        [
                                            "deletedRegion": region(diagnostic.file, diagnostic.replacementRange),
                                            "insertedContent": ["text": .string(replacement)],
                                        ]
                                    ],
                                ]
                            ],
                        ]
                    ]))
        }
        return .object(members)
    }

    private func location(_ file: String, _ range: TextRange) -> JSON {
        ["artifactLocation": ["uri": .string(DiagnosticSARIF.uri(file))], "region": region(file, range)]
    }

    private func region(_ file: String, _ range: TextRange) -> JSON {
        let text = source(file)
        return [
            "startLine": .integer(range.start.line), "startColumn": .integer(column(range.start, text)),
            "endLine": .integer(range.end.line), "endColumn": .integer(column(range.end, text)),
        ]
    }

    /// SARIF counts UTF-16 code units, we bytes.
    private func column(_ position: TextPosition, _ source: SourceText?) -> Int {
        guard let source, position.line >= 1, position.line <= source.lineStarts.count else {
            return max(1, position.column)
        }
        let start = source.lineStarts[position.line - 1]
        let bytes = min(max(0, position.column - 1), source.lineLength(position.line))
        return String(decoding: source.bytes[start..<start + bytes], as: UTF8.self).utf16.count + 1
    }

    /// A path as a URI reference: relative paths stay relative.
    static func uri(_ path: String) -> String {
        var result = path.utf8.first == ASCII.slash ? "file://" : ""
        for byte in path.utf8 {
            if byte.isNameByte || byte == ASCII.hyphen || byte == ASCII.period || byte == ASCII.slash
                || byte == ASCII.tilde
            {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
