/// Reads numbers, strings and pieces one after the other, with every length checked against what is left.
final class Cursor {
    let source: any ByteSource
    private(set) var offset: UInt64
    let end: UInt64
    var bigEndian: Bool
    /// Where the bytes come from in the file when they were unpacked: errors name that place.
    private let origin: UInt64?

    /// What was read ahead, so that a number does not cost a system call.
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0

    private static let windowBytes = 16 << 10

    init(_ source: any ByteSource, at offset: UInt64 = 0, end: UInt64? = nil, bigEndian: Bool, origin: UInt64? = nil) {
        self.source = source
        self.end = min(end ?? source.size, source.size)
        self.offset = min(offset, self.end)
        self.bigEndian = bigEndian
        self.origin = origin
    }

    var remaining: UInt64 { end - offset }

    func integer(_ count: Int, _ what: String) throws(TraceFileError) -> UInt64 {
        try need(UInt64(count), what)
        try fill(count)
        let start = Int(offset - windowStart)
        guard start + count <= window.count else { throw cut(what) }
        offset += UInt64(count)
        let piece = window[start..<(start + count)]
        return bigEndian
            ? piece.reduce(0) { $0 << 8 | UInt64($1) }
            : piece.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// - Parameter limit: the most that is taken into memory.
    func bytes(_ count: UInt64, limit: Int, _ what: String) throws(TraceFileError) -> [UInt8] {
        try need(count, what)
        guard count <= UInt64(limit) else { throw .tooLarge(what: what, bytes: count, limit: UInt64(limit)) }
        let bytes = try source.bytes(at: offset, count: Int(count))
        guard bytes.count == Int(count) else { throw cut(what) }
        offset += count
        return bytes
    }

    /// A string up to its NUL, which is taken too.
    func string(limit: Int, _ what: String) throws(TraceFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let byte = UInt8(truncatingIfNeeded: try integer(1, what))
            if byte == 0 { return bytes }
            guard bytes.count < limit else { throw .tooLarge(what: what, bytes: UInt64(bytes.count) + 1, limit: UInt64(limit)) }
            bytes.append(byte)
        }
    }

    func skip(_ count: UInt64, _ what: String) throws(TraceFileError) {
        try need(count, what)
        offset += count
    }

    private func need(_ count: UInt64, _ what: String) throws(TraceFileError) {
        guard count <= remaining else {
            throw .damaged(
                what: "\(what) takes \(count) bytes, but only \(remaining) are left", offset: origin ?? offset,
                advice: "the file was cut or damaged; copy it again from where it was recorded")
        }
    }

    private func fill(_ count: Int) throws(TraceFileError) {
        if offset >= windowStart, offset + UInt64(count) <= windowStart + UInt64(window.count) { return }
        window = try source.bytes(at: offset, count: Int(min(UInt64(Self.windowBytes), remaining)))
        windowStart = offset
    }

    private func cut(_ what: String) -> TraceFileError {
        .damaged(
            what: "\(what) ends early", offset: origin ?? offset,
            advice: "the file became shorter while it was read; copy it first and read the copy")
    }
}
