/// A gzip file unpacked into memory.
enum Gzip {
    /// - Throws: `.tooLarge` past the limit, `.damaged` when the file is no gzip file or cut.
    static func unpack(_ source: any ByteSource, limit: Int, what: String) throws(TraceFileError) -> [UInt8] {
        let stream = StreamUnpacker(.deflate, source, at: 0, count: source.size)
        let piece = PageBuffer()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(try expectedBytes(source, limit: limit))
        while stream.outcome == .more {
            let room = piece.room(Limits.blockBytes)
            let count = try stream.read(into: room)
            guard bytes.count + count <= limit else {
                throw .tooLarge(what: what, bytes: UInt64(bytes.count + count), limit: UInt64(limit))
            }
            bytes += piece.filled(count)
        }
        guard stream.outcome == .end else {
            throw .damaged(
                what: "\(what) is no gzip file, or was cut or damaged", offset: source.size, advice: "copy it again")
        }
        return bytes
    }

    /// How much a file says that it holds, in its last four bytes (RFC 1952), as far as that can be: deflate packs
    /// at most 1032 to 1. Only a hint for how much memory is taken at once.
    private static func expectedBytes(_ source: any ByteSource, limit: Int) throws(TraceFileError) -> Int {
        guard source.size >= 18 else { return 0 }
        let last = try source.bytes(at: source.size - 4, count: 4)
        let stated = last.reversed().reduce(0) { $0 << 8 | Int($1) }
        return min(stated, limit, Int(min(source.size, UInt64(limit))) * 1032)
    }
}
