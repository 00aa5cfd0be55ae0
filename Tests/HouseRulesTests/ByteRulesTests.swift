import Testing

/// Texts are divided and changed by their bytes, as ProvText does it, never by what Unicode calls a character.
@Suite("Sources take texts by their bytes")
struct ByteRulesTests {
    @Test("Sources divide lines and replace signs by bytes")
    func sources() throws {
        for place in Self.places(in: try PackageFiles.swift(under: "Sources")) { Issue.record("\(place)") }
    }

    @Test("each of the forms is found where it is code, not in a comment")
    func theRuleCanFail() {
        let text =
            "a.split(separator: \"\\n\")\na.contains(\"\\n\")\na.replacing(\"x\", with: y)\n"
            + "b.isNewline\n// b.isNewline\n"
        let found = Self.places(in: [SwiftText(path: "a", text)])
        #expect(found.map { String($0.prefix(3)) } == ["a:1", "a:2", "a:3", "a:4"])
    }

    private static func places(in files: [SwiftText]) -> [String] {
        let forms = [".isNewline", "split(separator: \"\\n\"", "contains(\"\\n\")", ".replacing(\""]
        return files.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                guard let form = forms.first(where: { line.contains($0) }),
                    !file.comments[index].contains(form)
                else { return nil }
                return "\(file.path):\(index + 1) has \(form); see ProvText/Bytes/TextBytes.swift"
            }
        }
    }
}
