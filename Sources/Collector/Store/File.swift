import Foundation

/// An open file. Every call is one system call or a loop of them, and throws what the kernel said.
final class File: Sendable {
    let path: String
    private let descriptor: Int32

    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SystemError) {
        self.path = path
        descriptor = try SystemCall.check("open", path) { open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { close(descriptor) }

    func size() throws(SystemError) -> Int {
        var status = stat()
        try SystemCall.check("fstat", path) { fstat(descriptor, &status) }
        return Int(status.st_size)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let start = done
            done += try SystemCall.check("write", path) {
                bytes.withUnsafeBytes {
                    pwrite(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start, off_t(offset + start))
                }
            }
        }
    }

    /// Up to `count` bytes; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let start = done
            let got = try SystemCall.check("read", path) {
                bytes.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start, off_t(offset + start))
                }
            }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }

    func truncate(to size: Int) throws(SystemError) {
        try SystemCall.check("truncate", path) { ftruncate(descriptor, off_t(size)) }
    }

    func sync() throws(SystemError) {
        try SystemCall.check("fsync", path) { fsync(descriptor) }
    }

    /// Takes the exclusive lock of this file; false when another process holds it.
    func tryLock() throws(SystemError) -> Bool {
        do {
            try SystemCall.check("flock", path) { flock(descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch  where error.number == EWOULDBLOCK {
            return false
        }
    }

    func lock() throws(SystemError) {
        try SystemCall.check("flock", path) { flock(descriptor, LOCK_EX) }
    }
}

extension File {
    /// Replaces `path` whole or not at all, also when the power fails.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(SystemError) {
        let temporary = "\(path).\(getpid()).tmp"
        try? FileManager.default.removeItem(atPath: temporary)
        let file = try File(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        try file.write(bytes, at: 0)
        try file.sync()
        try SystemCall.check("rename", path) { rename(temporary, path) }
        try syncDirectory(of: path)
    }

    static func syncDirectory(of path: String) throws(SystemError) {
        let parent = (path as NSString).deletingLastPathComponent
        try File(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY).sync()
    }

    static func contents(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try File(path, O_RDONLY)
        return try file.read(try file.size(), at: 0)
    }
}
