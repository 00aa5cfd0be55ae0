import ProvText

/// Makes heading anchors as GitHub does: lower case, punctuation out, spaces to hyphens, repeats numbered.
///
/// The rule is that of GitHub's table of contents filter, `[^\p{Word}\- ]`, as rebuilt and tested by github-slugger.
package struct Anchors: Sendable {
    private var counts: [String: Int] = [:]

    package init() {}

    /// The anchor for the next heading of a document; a repeated one gets `-1`, `-2` and so on.
    package mutating func anchor(for text: String) -> String {
        let base = Anchors.slug(text)
        guard let count = counts[base] else {
            counts[base] = 0
            return base
        }
        var number = count + 1
        while counts["\(base)-\(number)"] != nil { number += 1 }
        counts[base] = number
        counts["\(base)-\(number)"] = 0
        return "\(base)-\(number)"
    }

    /// The anchor of a text before it is made unique.
    package static func slug(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return asciiSlug(text) }
        var slug = ""
        slug.reserveCapacity(text.utf8.count)
        for scalar in text.lowercased().unicodeScalars {
            if scalar == " " { slug.append("-") } else if isKept(scalar) { slug.unicodeScalars.append(scalar) }
        }
        return slug
    }

    private static func asciiSlug(_ text: String) -> String {
        var slug: [UInt8] = []
        slug.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == ASCII.space {
                slug.append(ASCII.hyphen)
            } else if byte.isAlphanumeric || byte == ASCII.hyphen || byte == ASCII.underscore {
                slug.append(byte.lowercased)
            }
        }
        return String(decoding: slug, as: UTF8.self)
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return byte.isAlphanumeric || byte == ASCII.hyphen || byte == ASCII.underscore
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return properties.isAlphabetic
        }
    }
}

extension [Inline] {
    /// The text that GitHub makes the anchor from: what a browser would give as the heading's text.
    var anchorText: String {
        if count == 1, case .text(let only) = self[0] { return only }
        return reduce(into: "") { text, inline in
            switch inline {
            case .text(let value), .code(let value): text += value
            case .softBreak, .hardBreak, .html, .image: break
            case .footnoteReference(_, let number): text += "\(number)"
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner):
                text += inner.anchorText
            }
        }
    }
}
