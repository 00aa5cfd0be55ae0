package import ProvText

/// Reads YAML 1.1 with libyaml: as Ansible, mechanical-markdown and everything else that is made of PyYAML read it.
package enum YAML {
    /// More levels than anybody writes; whoever walks over nodes may do so recursively.
    package static let depthLimit = 256
    /// What one alias, or one `<<`, may stand for.
    static let aliasLimit = 1_000_000
    /// What all aliases and all `<<` of a document may stand for.
    static let totalAliasLimit = 5_000_000
    /// A tag is part of every node that has it, however short its handle.
    static let tagLimit = 256

    /// The one document of a text; `nil` where there is nothing but blanks and comments.
    ///
    /// - Parameters:
    ///   - start: where the text begins in its file; each of its lines begins in that column. All ranges are counted
    ///     from there.
    ///   - merging: true where the pairs of what `<<` names belong to a mapping: before its own, which win; of several
    ///     the first wins.
    package static func compose(
        _ text: String, at start: TextPosition = TextPosition(line: 1, column: 1), merging: Bool = false
    ) throws(YAMLError) -> YAMLNode? {
        var composer = YAMLComposer(YAMLPlaces(text, start: start), merging: merging)
        return try composer.compose()
    }
}

/// Why a text is no YAML that can be used, and where.
package struct YAMLError: Error {
    /// What is wrong, for a message in the words of whoever reads the document.
    package enum Reason: Sendable, Equatable {
        case syntax(String)
        /// The texts of the keys, in order.
        case duplicateKeys([String])
    }

    package var reason: Reason
    /// The first byte of what is wrong; empty at the end of a line.
    package var range: TextRange

    /// For a message, after a colon.
    package var problem: String {
        switch reason {
        case .syntax(let problem): problem
        case .duplicateKeys(let keys): "duplicate key \(keys.joined(separator: ", "))"
        }
    }
}
