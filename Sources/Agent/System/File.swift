import CAgent

/// Whole files and directories. Everything that may be large has a stated limit.
enum File {
    /// - Parameter max: more bytes than this is an error (EFBIG), never a silent cut.
    static func bytes(_ path: String, max: Int = 1 << 20) throws(SystemError) -> [UInt8] {
        let file = try Descriptor.open(path, FA_READ)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = try file.read(into: &piece) ?? 0
            if count == 0 { return bytes }
            guard bytes.count + count <= max else { throw SystemError(call: "read", path: path, errno: Errno.tooLarge) }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// The content as text without the white space around it; bytes that are not UTF-8 become U+FFFD.
    static func text(_ path: String, max: Int = 1 << 20) throws(SystemError) -> String {
        String(decoding: try bytes(path, max: max), as: UTF8.self).trimmed
    }

    /// The content as text, or nil when the file cannot be read or is empty.
    static func textIfAny(_ path: String, max: Int = 1 << 20) -> String? {
        guard let text = try? text(path, max: max), !text.isEmpty else { return nil }
        return text
    }

    /// Writes to a file that exists, with one write(2), as tracefs wants it.
    static func write(_ path: String, _ text: String, append: Bool = false) throws(SystemError) {
        let file = try append ? Descriptor.open(path, FA_WRITE, FA_APPEND) : Descriptor.open(path, FA_WRITE, FA_TRUNCATE)
        let bytes = Array(text.utf8)
        try check(bytes.withUnsafeBytes { fa_write(file.fd, $0.baseAddress, $0.count) }, "write \"\(text)\" to", path)
    }

    static func stat(_ path: String) throws(SystemError) -> fa_stat {
        var found = fa_stat()
        try check(path.withCString { fa_stat($0, &found) }, "stat", path)
        return found
    }

    static func exists(_ path: String) -> Bool { (try? stat(path)) != nil }

    /// The names in a directory, sorted; nothing when it cannot be read.
    static func names(_ path: String) -> [String] {
        var directory: UnsafeMutableRawPointer?
        guard path.withCString({ fa_directory_open($0, &directory) }) == 0, let directory else { return [] }
        defer { fa_directory_close(directory) }
        var names: [String] = []
        var name = [CChar](repeating: 0, count: 256)
        while name.withUnsafeMutableBufferPointer({ fa_directory_next(directory, $0.baseAddress, $0.count) }) == 1 {
            names.append(String(buffer: name))
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func makeDirectory(_ path: String, mode: UInt32 = 0o700) throws(SystemError) {
        try check(path.withCString { fa_mkdir($0, mode) }, "make directory", path)
    }

    static func removeDirectory(_ path: String) throws(SystemError) {
        try check(path.withCString { fa_rmdir($0) }, "remove directory", path)
    }

    static func remove(_ path: String) throws(SystemError) {
        try check(path.withCString { fa_unlink($0) }, "remove", path)
    }

    /// Takes the place of what `to` names, at once or not at all.
    static func rename(_ from: String, to: String) throws(SystemError) {
        try check(from.withCString { from in to.withCString { fa_rename(from, $0) } }, "rename to \(to)", from)
    }

    /// Makes the names that were created or removed in a directory survive a power cut.
    static func syncDirectory(_ path: String) throws(SystemError) {
        try Descriptor.open(path, FA_READ, FA_DIRECTORY).sync()
    }
}
