/// A value that must never be shown or recorded; nothing that prints or mirrors it gives it away.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Secrets shorter than this cannot be masked without masking half of everything.
    package static let minimumLength = 6

    package let name: String
    let value: [UInt8]

    /// A trailing line ending is no part of the value.
    package init(name: String, value: [UInt8]) {
        self.name = name
        var value = value
        while let last = value.last, last == 0x0A || last == 0x0D { value.removeLast() }
        self.value = value
    }

    package init(name: String, value: String) { self.init(name: name, value: Array(value.utf8)) }

    package var description: String { "[masked:\(name)]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// What is searched for, without line endings, is too short to be told from ordinary text.
    var isTooShort: Bool { value.count { $0 != 0x0A && $0 != 0x0D } < Secret.minimumLength }
}
