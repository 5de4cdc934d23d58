/// A gzip file unpacked into memory.
enum Gzip {
    /// - Throws: `.tooLarge` past the limit, `.damaged` when the file is no gzip file or cut.
    static func unpack(_ source: any ByteSource, limit: Int, what: String) throws(TraceFileError) -> [UInt8] {
        let stream = StreamUnpacker(.deflate, source, at: 0, count: source.size)
        let piece = PageBuffer()
        var bytes: [UInt8] = []
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
}
