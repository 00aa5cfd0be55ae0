/// Makes heading anchors as GitHub does: lower case, punctuation out, spaces to hyphens, repeats numbered.
package struct Anchors: Sendable {
    private var counts: [String: Int] = [:]

    package init() {}

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
        var slug = ""
        for scalar in text.lowercased().unicodeScalars {
            switch scalar {
            case " ": slug.append("-")
            case "-", "_": slug.unicodeScalars.append(scalar)
            default:
                let kind = scalar.properties
                if kind.isAlphabetic || kind.numericType != nil || kind.generalCategory == .nonspacingMark { slug.unicodeScalars.append(scalar) }
            }
        }
        return slug
    }
}
