import Yams

/// Yams without its look at the environment, which it takes the encoding from where none is named.
enum YAMLText {
    static func compose(_ text: String) throws -> Node? {
        try Yams.compose(yaml: text, .default, .default, .utf8)
    }
}
