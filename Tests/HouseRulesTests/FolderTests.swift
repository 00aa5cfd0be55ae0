import Testing

/// A folder is a part of its module that can be read by itself: no two of them use each other.
@Suite("Folders of a module")
struct FolderTests {
    @Test("no folder of a module uses itself by way of others", arguments: try FolderTests.modules())
    func circles(module: String) throws {
        let files = try PackageFiles.swift(under: "Sources").filter { $0.path.hasPrefix("Sources/\(module)/") }
        let graph = FolderGraph(files)
        for circle in graph.circles {
            Issue.record("\(module): \(circle.joined(separator: ", "))\n\(graph.description(of: circle))")
        }
    }

    static func modules() throws -> [String] {
        Set(try PackageFiles.swift(under: "Sources").compactMap { $0.path.split(separator: "/").dropFirst().first })
            .map(String.init).sorted()
    }

    private func circles(_ files: [String: String]) -> [[String]] {
        FolderGraph(files.map { SwiftText(path: $0.key, $0.value) }).circles
    }

    @Test("two folders that use each other are a circle, also over a third one")
    func circlesAreSeen() {
        let model = "struct Model { var plan: Plan? }\n"
        let plan = "struct Plan: Sendable {\n    var model: [Model] = []\n}\n"
        #expect(circles(["S/M/Model/a.swift": model, "S/M/Plan/b.swift": plan]) == [["S/M/Model", "S/M/Plan"]])
        #expect(circles(["S/M/Model/a.swift": model, "S/M/Model/b.swift": plan]).isEmpty)
        #expect(
            circles([
                "S/M/A/a.swift": "enum A { static let b = B.self }\n",
                "S/M/B/b.swift": "func f() -> C { C() }\nenum B {}\n",
                "S/M/C/c.swift": "final class C { init() {}; func g(_ a: A.Type) {} }\n",
                "S/M/D/d.swift": "let a = A()\n",
            ]) == [["S/M/A", "S/M/B", "S/M/C"]])
        // A folder and one inside it are two.
        #expect(
            circles([
                "S/M/A/a.swift": "struct A { var b: B }\n", "S/M/A/Parts/b.swift": "struct B { let a: () -> A }\n",
            ])
                == [["S/M/A", "S/M/A/Parts"]])
    }

    @Test(
        "a name in a comment or a string, of a member, of a nested or private type is no use",
        arguments: [
            "struct Plan { } // Model\n", "struct Plan { let text = \"Model\" }\n",
            "let plan = Other.Model\nstruct Plan {}\n",
            "struct Plan {\n    struct Model {}\n    let model: Model\n}\n",
            "private struct Plan { let model: Model }\n",
        ])
    func harmless(plan: String) {
        #expect(circles(["S/M/Model/a.swift": "struct Model { var plan: Plan }\n", "S/M/Plan/b.swift": plan]).isEmpty)
        #expect(
            circles([
                "S/M/Model/a.swift": "struct Model { var plan: Plan }\n",
                "S/M/Plan/b.swift": "struct Plan { let text = \"\\(Model.self)\" }\n",
            ]).count == 1)
    }

    @Test("a type has a name of its own: no two files of the sources declare the same one")
    func names() throws {
        var homes: [String: [String]] = [:]
        for file in try PackageFiles.swift(under: "Sources") {
            for type in TypeNames(file).shared { homes[type, default: []].append(file.path) }
        }
        #expect(homes.count > 500)
        for (type, files) in homes where files.count > 1 {
            Issue.record("\(type): \(files.joined(separator: ", "))")
        }
        #expect(TypeNames(SwiftText(path: "a", "package enum Glob {\n    struct Piece {}\n}\n")).shared == ["Glob"])
    }
}
