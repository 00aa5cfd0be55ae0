import Testing

@testable import ProvText

@Suite struct JSONTests {
    static let texts: [(String, JSON)] = [
        ("null", JSON.null), ("true", true), (" [1, -2,3.5 ]\n", [1, -2, .number(3.5)]), ("{}", [:]), ("[]", []),
        ("{\"a\":{\"b\":[]},\"a\":1}", .object([.init("a", ["b": []]), .init("a", 1)])),
        (#""\u00e9\ud83d\ude00\n\/\"\\""#, "é😀\n/\"\\"), ("9223372036854775807", 9_223_372_036_854_775_807),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e3", .number(1000)), ("-0", .number(-0.0)),
        ("0", 0),
    ]

    @Test(arguments: texts) func reads(_ text: String, _ value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(arguments: [
        ("", "unexpected end of JSON text", 0), ("[1,]", "unexpected character where a JSON value should start", 3),
        ("{\"a\" 1}", "expected ':' after a JSON key", 5), ("{a:1}", "expected a quoted key in a JSON object", 1),
        ("[1 2]", "expected ',' or ']' in a JSON array", 3),
        ("{\"a\":1,}", "expected a quoted key in a JSON object", 7),
        ("nul", "unknown JSON literal, expected 'null'", 0), ("01", "a JSON number does not start with 0", 0),
        ("-", "expected a digit in a JSON number", 1), ("1.", "expected a digit after '.' in a JSON number", 2),
        ("1e", "expected a digit in the exponent of a JSON number", 2), ("1e999", "JSON number out of range", 0),
        ("\"a", "JSON string without an end", 0), ("\"\\x\"", "unknown escape in a JSON string", 2),
        ("\"\\ud800\"", "unpaired surrogate in a JSON string", 7),
        ("\"\u{1}\"", "raw control character in a JSON string", 1),
        ("1 2", "unexpected text after the JSON value", 2),
        ("\"\\u12g4\"", "expected four hexadecimal digits after \\u in a JSON string", 5),
        ("\u{FEFF}1", "unexpected character where a JSON value should start", 0),
    ]) func refuses(_ text: String, _ message: String, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.message == message)
        #expect(error?.offset == offset)
    }

    @Test func placesErrorsByLineAndColumn() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\n  \"a\": 1,\n  \"b\": x\n}") }
        #expect(error?.line == 3)
        #expect(error?.column == 8)
    }

    @Test func refusesInvalidUTF8AndDepth() throws {
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xC3, 0x22]) }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSON(parsing: deep) }
        #expect(
            try JSON(parsing: String(repeating: "[", count: 512) + String(repeating: "]", count: 512)).arrayValue?.count
                == 1)
    }

    @Test func writesCompactAndPretty() {
        let value: JSON = ["a": [1, .null, "x\n\u{1}\"é"], "b": [:], "c": .number(0.5), "d": .number(.infinity)]
        #expect(value.text() == #"{"a":[1,null,"x\n\u0001\"é"],"b":{},"c":0.5,"d":null}"#)
        #expect(
            value.text(pretty: true)
                == """
                {
                  "a": [
                    1,
                    null,
                    "x\\n\\u0001\\"é"
                  ],
                  "b": {},
                  "c": 0.5,
                  "d": null
                }
                """
        )
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var generator = SystemRandomNumberGenerator()
        func value(_ depth: Int) -> JSON {
            switch Int.random(in: 0...(depth > 3 ? 4 : 6), using: &generator) {
            case 0: .null
            case 1: .bool(Bool.random(using: &generator))
            case 2: .integer(Int.random(in: .min ... .max, using: &generator))
            case 3: .number(Double.random(in: -1e300...1e300, using: &generator))
            case 4:
                .string(
                    String(decoding: (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }, as: UTF8.self))
            case 5: .array((0..<3).map { _ in value(depth + 1) })
            default: .object((0..<3).map { .init("k\($0)", value(depth + 1)) })
            }
        }
        for _ in 0..<500 {
            let value = value(0)
            #expect(try JSON(parsing: value.text()) == value)
            #expect(try JSON(parsing: value.text(pretty: true)) == value)
        }
    }

    @Test func garbageIsRefusedWithoutACrash() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("{}[]\",:\\u0123e-.tfn \u{1}é".utf8)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            _ = try? JSON(parsing: bytes)
        }
    }
}
