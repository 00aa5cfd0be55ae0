import ProvText
import ProvYAML

/// scrut's configuration of a test: a YAML mapping in braces after the language, as its inline-configuration page has
/// it. What has no equal here is ignored.
enum ScrutConfiguration {
    static let languages: Set<String> = ["scrut", "testcase"]

    /// The keys of prov that the mapping stands for; each has the place of the whole.
    static func attributes(_ bytes: [UInt8], from open: Int) -> (
        attributes: [RawAttribute], problems: [AttributeProblem]
    ) {
        let range = open..<bytes.count
        let text = String(decoding: bytes[range], as: UTF8.self)
        guard let mapping = (try? YAML.compose(text))?.mapping else {
            return (
                [], [AttributeProblem(headline: "invalid configuration", bytes: range, fix: "write {key: value}")]
            )
        }
        var attributes: [RawAttribute] = []
        for (key, value) in mapping {
            let pair: (key: String, value: String?)? =
                switch key.text {
                // `3m 3s`
                case "timeout": ("timeout", value.text?.filter { $0 != " " })
                case "output_stream": ("stream", value.text == "combined" ? "both" : value.text)
                case "environment":
                    (
                        "env",
                        JSON.object(value.pairs.map { .init($0.key.text ?? "", .string($0.value.text ?? "")) })
                            .text(pretty: false)
                    )
                default: nil
                }
            guard let pair else { continue }
            attributes.append(RawAttribute(key: pair.key, keyBytes: range, value: pair.value, valueBytes: range))
        }
        return (attributes, [])
    }
}
