import CAgent
import Wire

/// One content that helps to decode a trace, and where its bytes come from when they are wanted.
struct Content {
    /// Bytes up to which a content is kept in memory rather than read again.
    static let keptBytesMax = 96 << 10

    enum Source: Equatable {
        case bytes([UInt8])
        /// A file that stays the same while the board runs, or nearly so.
        case file(String)
        /// Format files, each as "system/event", below a directory.
        case formats([String], directory: String)
    }

    let item: MetadataItem
    let source: Source

    /// Reads the content once, to hash it; small content is kept.
    /// - Returns: nil when it is empty, cannot be read, or exceeds the protocol's limit.
    init?(_ name: String, _ source: Source) {
        guard let hash = Sha256() else { return nil }
        var reader = ContentReader(source)
        var size = 0
        var kept: [UInt8]? = []
        do throws(SystemError) {
            while let piece = try reader.next() {
                hash.update(piece)
                size += piece.count
                guard size <= Limits.metadataBytesMax else {
                    throw SystemError(call: "offer", path: name, errno: Errno.tooLarge)
                }
                if size <= Content.keptBytesMax { kept?.append(contentsOf: piece) } else { kept = nil }
            }
        } catch {
            Log.warning("the metadata \(name) is left out: \(error.text)")
            return nil
        }
        guard size > 0 else { return nil }
        var item = MetadataItem()
        item.name = name
        item.sha256 = hash.finish()
        item.size = UInt64(size)
        self.item = item
        self.source = kept.map { .bytes($0) } ?? source
    }
}

/// Gives a content's bytes in pieces of at most `pieceBytesMax`.
struct ContentReader {
    static let pieceBytesMax = 64 << 10

    private let source: Content.Source
    /// Bytes given so far, of `.bytes`.
    private var at = 0
    /// The next format file.
    private var index = 0
    private var file: Descriptor?
    private var isOpened = false
    /// Format files read and not yet given.
    private var pending: [UInt8] = []

    init(_ source: Content.Source) { self.source = source }

    /// The next piece, nil at the end. Every piece but the last is full, so that the same content is
    /// always cut alike.
    mutating func next() throws(SystemError) -> [UInt8]? {
        switch source {
        case .bytes(let bytes):
            let end = min(at + ContentReader.pieceBytesMax, bytes.count)
            defer { at = end }
            return at < end ? Array(bytes[at..<end]) : nil
        case .file(let path): return try nextOfFile(path)
        case .formats(let events, let directory): return try nextOfFormats(events, directory)
        }
    }

    private mutating func nextOfFile(_ path: String) throws(SystemError) -> [UInt8]? {
        if !isOpened {
            file = try Descriptor.open(path, FA_READ)
            isOpened = true
        }
        guard let file else { return nil }
        // A /proc file gives a page or so per read: go on until the piece is full or the file ends.
        var piece = [UInt8](repeating: 0, count: ContentReader.pieceBytesMax)
        var filled = 0
        while filled < piece.count {
            let count = try file.read(into: &piece, at: filled) ?? 0
            if count == 0 { break }
            filled += count
        }
        return filled == 0 ? nil : Array(piece[..<filled])
    }

    /// "system/event BYTES\n" and then exactly BYTES bytes, for each event.
    private mutating func nextOfFormats(_ events: [String], _ directory: String) throws(SystemError) -> [UInt8]? {
        while pending.count < ContentReader.pieceBytesMax, index < events.count {
            let format = try File.bytes("\(directory)/\(events[index])/format", max: 1 << 20)
            pending.append(contentsOf: "\(events[index]) \(format.count)\n".utf8)
            pending.append(contentsOf: format)
            index += 1
        }
        guard !pending.isEmpty else { return nil }
        let piece = Array(pending.prefix(ContentReader.pieceBytesMax))
        pending.removeFirst(piece.count)
        return piece
    }
}
