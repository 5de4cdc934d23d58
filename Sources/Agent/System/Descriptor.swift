import CAgent

/// An open file descriptor; closed when the last reference to it goes.
final class Descriptor {
    let fd: Int32
    /// What was opened, for messages.
    let path: String

    init(_ fd: Int32, _ path: String) {
        self.fd = fd
        self.path = path
    }

    deinit { _ = fa_close(fd) }

    /// - Parameter flags: bits of `fa_open_flags`.
    static func open(_ path: String, _ flags: fa_open_flags..., mode: UInt32 = 0o600) throws(SystemError) -> Descriptor {
        var bits: UInt32 = 0
        for flag in flags { bits |= UInt32(flag.rawValue) }
        return Descriptor(try check(path.withCString { fa_open($0, Int32(bits), mode) }, "open", path), path)
    }

    /// Up to `buffer.count - start` bytes, put at `start`; 0 at the end; nil when a non-blocking
    /// descriptor has nothing now.
    func read(into buffer: inout [UInt8], at start: Int = 0) throws(SystemError) -> Int? {
        let count = buffer.withUnsafeMutableBytes { fa_read(fd, $0.baseAddress.map { $0 + start }, $0.count - start) }
        if count == -Int64(Errno.again) { return nil }
        return Int(try check(count, "read", path))
    }

    func write(_ bytes: [UInt8]) throws(SystemError) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { fa_write(fd, $0.baseAddress.map { $0 + start }, bytes.count - start) }
            start += Int(try check(count, "write", path))
        }
    }

    /// What was written so far survives a power cut after this.
    func sync() throws(SystemError) { try check(fa_fsync(fd), "sync", path) }
}
