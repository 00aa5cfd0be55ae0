import CProvShims
import Glibc

/// A new terminal: its master, ready for the other side to be opened, and the path of that side.
package struct PseudoTerminal: ~Copyable {
    package let master: Descriptor
    package let path: String

    package init() throws(SystemError) {
        var name = [CChar](repeating: 0, count: 128)
        let master = Descriptor(taking: unsafe prov_open_terminal(&name, Int32(name.count)))
        guard master.number >= 0 else { throw SystemError(number: errno, call: "open a terminal") }
        self.master = master
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
