import Foundation
import ProvHosts
import Testing

@testable import ProvText

@Suite("Versions")
struct VersionTests {
    @Test(
        "each is older than the next",
        arguments: [
            ["0", "0.0.1", "0.9", "0.10", "1", "1.0.1", "1.2", "1.10", "2", "10"],
            ["1.0-alpha", "1.0-alpha.1", "1.0-beta", "1.0-rc1", "1.0-rc.2", "1.0", "1.0.1-rc1", "1.0.1"],
            ["3.13.0a1", "3.13.0a2", "3.13.0b1", "3.13.0rc1", "3.13.0"],
            ["1.1.1", "1.1.1a", "1.1.1w", "1.1.2"],
            ["9.2", "9.2p1", "9.2p2", "9.3"],
            ["2.0~beta", "2.0"], ["17.0.1", "17.0.2+8", "17.0.3"], ["1.0.dev3", "1.0"], ["24-ea", "24"],
        ])
    func order(versions: [String]) throws {
        let parsed = try versions.map { try #require(Version($0)) }
        for (index, version) in parsed.enumerated() {
            for later in parsed[(index + 1)...] {
                #expect(version < later)
                #expect(!(later < version) && version != later)
            }
        }
    }

    @Test(
        "spellings of the same version",
        arguments: [
            ("1", "1.0"), ("1.0", "1.0.0"), ("v1.2", "1.2"), ("V1.2", "1.2"), ("17.0.2+8", "17.0.2+9"),
            ("8.5.1-ubuntu1", "8.5.1"), ("1.02", "1.2"), ("1.0-RC1", "1.0-rc.1"),
        ])
    func same(left: String, right: String) throws {
        #expect(try #require(Version(left)) == #require(Version(right)))
    }

    @Test(
        "what is none",
        arguments: ["", "v", "latest", "-1", ".5", " 1", "version 2", String(repeating: "9", count: 40)])
    func none(text: String) { #expect(Version(text) == nil) }

    @Test(
        "a version and what accepts it",
        arguments: [
            ("16", "16.0.10", true), ("16", "16", true), ("16", "160.1", false), ("16.0.10", "16.0.10", true),
            ("16.0.10", "16.0.11", false), ("16.0.1", "16.0.10", false),
            ("16", "16.1-rc1", false), ("16.1-rc1", "16.1-rc1", true), ("v16", "16.2", true), ("1.x", "1.9", true),
            ("1.x", "2.0", false), ("1.2.*", "1.2.7", true), ("*", "anything", true), ("x", "1", true),
            ("=16.0.10", "16.0.10", true), ("==16.0.10", "16.0.10.1", false), ("=16", "16.0.0", true),
            ("=16", "16.1", false),
            (">= 15", "15.0", true), (">= 15", "14.9", false), (">=15", "15rc1", false), ("> 15", "15.0.0", false),
            ("> 15", "15.0.1", true),
            ("< 2", "2.0-rc1", true), ("<= 2", "2.0", true), ("!= 1.5", "1.5", false), ("!= 1.5", "1.5.1", true),
            (">= 1.2, < 2", "1.10", true), (">= 1.2 < 2", "2.0", false), (">=1.2 <2", "1.1", false),
            ("14 || 16", "16.3", true), ("14 || 16", "15.3", false), (">= 1 , < 2 || >= 3", "3.1", true),
            ("~> 1.4", "1.9", true), ("~> 1.4", "2.0", false), ("~> 1.4.2", "1.4.9", true),
            ("~> 1.4.2", "1.5.0", false), ("~> 1.4.2", "1.4.1", false), ("~= 2.2", "2.9", true),
            ("~= 2.2.0", "2.3", false),
            ("~1.2.3", "1.2.9", true), ("~1.2.3", "1.3.0", false), ("^1.2.3", "1.9.0", true),
            ("^1.2.3", "2.0.0", false), ("^0.2.3", "0.2.9", true), ("^0.2.3", "0.3.0", false),
            ("^0.0.3", "0.0.4", false), ("^0.0", "0.0.9", true),
            ("16", "not a version", false), ("!= 16", "not a version", false),
        ])
    func constraints(constraint: String, version: String, accepts: Bool) throws {
        #expect(try VersionConstraint(parsing: constraint).accepts(version) == accepts)
    }

    @Test(
        "what is no constraint, and where",
        arguments: [
            ("", 0, "missing version"), (">=", 2, "missing version"), ("latest", 0, "'latest' is not a version"),
            (">= 1, ", 6, "missing version"),
            ("1 ||", 4, "missing version"), ("1 | 2", 2, "unknown operator '|'; write '||'"),
            (">= new", 3, "'new' is not a version"), ("1.2 and 3", 4, "'and' is not a version"),
            ("16.0.10;rm", 0, "'16.0.10;rm' is not a version"),
        ])
    func errors(text: String, offset: Int, message: String) {
        let error = #expect(throws: VersionConstraint.ReadingError.self) { try VersionConstraint(parsing: text) }
        #expect(error == VersionConstraint.ReadingError(message: message, offset: offset))
    }

    /// dpkg itself is the oracle.
    @Test("Debian's versions are ordered as dpkg orders them")
    func dpkg() async throws {
        let versions = [
            "1.0", "1.0-1", "1.0-1+deb12u1", "1.0-1~bpo11+1", "1.0~rc1-1", "1:0.5", "0:1.0", "1.0+dfsg-1", "1.0a",
            "1.0.1", "1.00", "2:1", "1.0-0ubuntu1", "1.0~", "1.0~~", "1.0-10", "1.0-9", "10.0", "9.9", "1.0+b1",
        ]
        var script = ""
        var expected: [(String, String)] = []
        for left in versions {
            for right in versions {
                script +=
                    """
                    dpkg --compare-versions '\(left)' lt '\(right)' && echo lt || { dpkg --compare-versions \
                    '\(left)' eq '\(right)' && echo eq || echo gt; }

                    """
                expected.append((left, right))
            }
        }
        let result = try await OneShot.run(["/bin/sh", "-c", script])
        let answers = String(decoding: result.stdout, as: UTF8.self).split(separator: "\n").map(String.init)
        try #require(answers.count == expected.count)
        for ((left, right), answer) in zip(expected, answers) {
            let order = PackageFormat.dpkg.compare(left, right)
            #expect((order < 0 ? "lt" : order == 0 ? "eq" : "gt") == answer, "\(left) and \(right)")
        }
    }

    /// From rpm's own tests (tests/rpmvercmp.at) and apk-tools' (test/version.data).
    @Test(
        "rpm's and apk's versions",
        arguments: [
            (PackageFormat.rpm, "1.0", "1.0", 0), (.rpm, "1.0", "2.0", -1), (.rpm, "2.0.1a", "2.0.1", 1),
            (.rpm, "5.5p1", "5.5p2", -1), (.rpm, "5.5p10", "5.5p1", 1), (.rpm, "10xyz", "10.1xyz", -1),
            (.rpm, "xyz10", "xyz10.1", -1), (.rpm, "xyz.4", "8", -1), (.rpm, "6.5p1", "5.6p1", 1),
            (.rpm, "6.0.rc1", "6.0", 1), (.rpm, "10b2", "10a1", 1), (.rpm, "1.0a", "1.0aa", -1),
            (.rpm, "10.0001", "10.1", 0),
            (.rpm, "4.999.9", "5.0", -1), (.rpm, "20101121", "20101122", -1), (.rpm, "2_0", "2.0", 0),
            (.rpm, "1.0~rc1", "1.0", -1), (.rpm, "1.0~rc1", "1.0~rc2", -1), (.rpm, "1.0~rc1~git123", "1.0~rc1", -1),
            (.rpm, "1.0^", "1.0", 1), (.rpm, "1.0^git1", "1.01", -1), (.rpm, "1.0^20160101", "1.0.1", -1),
            (.rpm, "1.0~rc1^git1", "1.0~rc1", 1), (.rpm, "0:1-1", "1-1", 0), (.rpm, "1:1", "9", 1),
            (.apk, "2.34", "0.1.0_alpha", 1), (.apk, "0.1.0_alpha", "0.1.0_alpha", 0),
            (.apk, "0.1.0_alpha", "0.1.3_alpha", -1), (.apk, "0.1.3_alpha", "0.1.0", 1), (.apk, "1.0_rc1", "1.0", -1),
            (.apk, "1.0_p1", "1.0", 1),
            (.apk, "1.2a", "1.2b", -1), (.apk, "1.2-r1", "1.2-r2", -1), (.apk, "1.2-r10", "1.2-r9", 1),
            (.apk, "1.01", "1.1", -1), (.apk, "10", "9", 1),
        ] as [(PackageFormat, String, String, Int)])
    func packages(format: PackageFormat, left: String, right: String, order: Int) {
        #expect(format.compare(left, right).signum() == order)
        #expect(format.compare(right, left).signum() == -order)
    }

    @Test(
        "epoch and revision of a package count only where they are written",
        arguments: [
            ("15.8", "15.8-0+deb12u1", true), ("15", "15.8-0+deb12u1", true), ("=15.8", "15.8-0+deb12u1", true),
            ("=15.8-0+deb12u1", "15.8-0+deb12u1", true), ("=15.8-0", "15.8-0+deb12u1", false),
            (">= 2.4", "1:2.4.1-3", true), ("= 1:2.4.1-3", "1:2.4.1-3", true), ("= 2:2.4.1-3", "1:2.4.1-3", false),
            (">= 15.4, < 16", "15.8-0+deb12u1", true), ("15.8", "15.80-1", false), ("15.8", "15.8~rc1-1", false),
            ("^15", "15.8-0+deb12u1", true),
        ])
    func packageConstraints(constraint: String, version: String, accepts: Bool) throws {
        #expect(try VersionConstraint(parsing: constraint).accepts(version, of: .dpkg) == accepts)
    }
}
