import Glibc

/// Bytes that can be read at any place: a file, or memory.
public protocol ByteSource: AnyObject, Sendable {
    var size: UInt64 { get }
    /// Fills the buffer from the offset on and returns how many bytes were there: fewer than asked for only at the end.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int
}

/// A file open for reading. It is read with pread, so any number of readers share it.
public final class FileSource: ByteSource {
    public let path: String
    public let size: UInt64
    private let descriptor: Int32

    /// - Throws: `.system` when it cannot be opened, `.notARecording` when it is no regular file.
    public init(_ path: String) throws(TraceFileError) {
        let descriptor = try SystemCall.check("open", path) { open(path, O_RDONLY | O_CLOEXEC) }
        var status = stat()
        do throws(TraceFileError) {
            try SystemCall.check("fstat", path) { fstat(descriptor, &status) }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw .notARecording(path: path, reason: "this is no regular file; copy it into one first")
            }
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
        size = UInt64(max(0, status.st_size))
    }

    public func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int {
        var done = 0
        while done < buffer.count, let place = off_t(exactly: offset + UInt64(done)) {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = try SystemCall.check("read", path) { pread(descriptor, rest.baseAddress, rest.count, place) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    deinit {
        close(descriptor)
    }
}

/// A recording in memory: for tests, fuzzing and sections that were unpacked.
public final class MemorySource: ByteSource {
    private let bytes: [UInt8]

    public var size: UInt64 { UInt64(bytes.count) }

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int {
        guard offset < size, let target = buffer.baseAddress else { return 0 }
        let start = Int(offset)
        let count = min(buffer.count, bytes.count - start)
        bytes.withUnsafeBytes { all in
            if let base = all.baseAddress { target.copyMemory(from: base + start, byteCount: count) }
        }
        return count
    }
}

extension ByteSource {
    /// So many bytes from the offset on; fewer when the file ends before.
    func bytes(at offset: UInt64, count: Int) throws(TraceFileError) -> [UInt8] {
        guard offset < size else { return [] }
        let wanted = Int(min(UInt64(max(0, count)), size - offset))
        var bytes = [UInt8](repeating: 0, count: wanted)
        var found = 0
        var failure: TraceFileError?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(TraceFileError) { found = try read(at: offset, into: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        return found == wanted ? bytes : Array(bytes.prefix(found))
    }
}
