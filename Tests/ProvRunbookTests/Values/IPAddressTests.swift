import Testing

@testable import ProvChecks
@testable import ProvRunbook

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "what is read, and how it is written",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
            ("::1", "::1"), ("[::1]", "::1"), ("fe80::1%eth0", "fe80::1"), ("FE80::A", "fe80::a"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("0:0:0:0:0:0:0:1", "::1"), ("1::", "1::"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("::FFFF:7f00:1", "127.0.0.1"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ])
    func reads(text: String, written: String) { #expect(IPAddress(text)?.description == written) }

    @Test(
        "what is none",
        arguments: [
            "", "localhost", "127.0.0", "127.0.0.1.1", "256.0.0.1", "1.2.3.-4", "1.2.3.+4", "127.0.0.1:80", "1.2.3.",
            ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1.2.3", "1.2.3.4::",
            "+1::", "::-1", "[::1", "1:2:3:4:5:6:7:8::",
        ])
    func refuses(text: String) { #expect(IPAddress(text) == nil) }

    @Test(
        "as the kernel writes it in /proc/net",
        arguments: [
            ("0100007F", "127.0.0.1"), ("00000000", "0.0.0.0"), ("0102A8C0", "192.168.2.1"),
            ("00000000000000000000000001000000", "::1"), ("00000000000000000000000000000000", "::"),
            ("0000000000000000FFFF00000100007F", "127.0.0.1"),
            ("B80D0120000000000000000001000000", "2001:db8::1"),
        ])
    func kernel(text: String, written: String) { #expect(IPAddress(hexadecimal: text)?.description == written) }

    @Test("what the kernel never writes", arguments: ["", "0100007", "0100007G", "010000", "+100007F", "-100007F"])
    func kernelNever(text: String) { #expect(IPAddress(hexadecimal: text) == nil) }

    @Test("every address of one family is not every address of the other")
    func families() throws {
        #expect(try #require(IPAddress("0.0.0.0")) != #require(IPAddress("::")))
    }
}
