import Glibc

/// A file that appears under its name only when it is whole: it is written beside it, synced and then renamed. Whatever goes
/// wrong before leaves nothing there.
final class OutputFile {
    private let path: String
    private let replace: Bool
    private let temporaryPath: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var flushed: UInt64 = 0
    private var isFinished = false

    private static let bufferBytes = 256 << 10

    /// Where the next byte goes.
    var offset: UInt64 { flushed + UInt64(buffer.count) }

    /// - Throws: `.exists` unless `replace`; `.system` when the folder cannot be written to.
    init(_ path: String, replace: Bool) throws(TraceFileError) {
        if !replace, try SystemCall.kind(path) != nil { throw .exists(path: path) }
        self.path = path
        self.replace = replace
        let temporaryPath = "\(path).\(getpid()).part"
        self.temporaryPath = temporaryPath
        // What a process of the same number left behind is nobody's.
        unlink(temporaryPath)
        descriptor = try SystemCall.check("create", temporaryPath) {
            open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        }
        buffer.reserveCapacity(Self.bufferBytes)
    }

    func write(_ bytes: some Sequence<UInt8>) throws(TraceFileError) {
        buffer += bytes
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Filling up to a multiple of so many bytes.
    func align(_ bytes: Int) throws(TraceFileError) {
        let over = Int(offset % UInt64(bytes))
        if over > 0 { try write(repeatElement(0, count: bytes - over)) }
    }

    /// Replaces bytes that were written before.
    func patch(at offset: UInt64, _ bytes: [UInt8]) throws(TraceFileError) {
        try flush()
        try put(bytes, at: offset)
    }

    /// Makes the file appear under its name.
    func finish() throws(TraceFileError) {
        try flush()
        try SystemCall.check("sync", path) { fsync(descriptor) }
        if replace {
            try SystemCall.check("rename", path) { rename(temporaryPath, path) }
        } else {
            try appear()
        }
        isFinished = true
        syncFolder()
    }

    /// Under its name unless something else took it meanwhile.
    private func appear() throws(TraceFileError) {
        do throws(TraceFileError) {
            try SystemCall.check("link", path) { link(temporaryPath, path) }
            unlink(temporaryPath)
        } catch .system(_, _, EPERM), .system(_, _, ENOTSUP), .system(_, _, EMLINK) {
            // A file system without hard links.
            if try SystemCall.kind(path) != nil { throw .exists(path: path) }
            try SystemCall.check("rename", path) { rename(temporaryPath, path) }
        }
    }

    private func syncFolder() {
        let end = path.lastIndex(of: "/")
        let folder = end.map { path[..<$0].isEmpty ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func flush() throws(TraceFileError) {
        try put(buffer, at: flushed)
        flushed += UInt64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: [UInt8], at offset: UInt64) throws(TraceFileError) {
        var done = 0
        while done < bytes.count {
            done += try SystemCall.check("write", path) {
                bytes.withUnsafeBytes { all in
                    pwrite(descriptor, all.baseAddress.map { $0 + done }, all.count - done, off_t(offset) + off_t(done))
                }
            }
        }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(temporaryPath) }
    }
}
