import Glibc

/// A socket that takes connections from this machine alone.
package struct LocalListener: Sendable {
    package let number: Int32
    package let port: UInt16

    /// - Parameter port: 0 for any that is free.
    package init(port: UInt16) throws(SystemError) {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        _ = unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard number >= 0, unsafe bind(number, pointer, size) == 0, listen(number, 32) == 0 else {
                    return false
                }
                return unsafe getsockname(number, pointer, &size) == 0
            }
        }
        guard isBound else {
            let error = SystemError(number: errno, call: "listen")
            if number >= 0 { close(number) }
            throw error
        }
        self.number = number
        self.port = UInt16(bigEndian: address.sin_port)
    }

    /// Ends reads of a connection that sends nothing for so long.
    package static func setPatience(seconds: Int, of connection: Int32) {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        _ = unsafe setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
}
