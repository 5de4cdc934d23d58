import Wire

/// Gathers consecutive sub-buffers of one CPU, cut to what is committed, and makes a chunk of them.
/// One builder serves all CPUs and traces in turn, because a chunk is closed before the next CPU's turn.
final class ChunkBuilder {
    /// Raw bytes that a chunk aims at: zstd finds most of what it can find in 128 KiB.
    static let rawBytesTarget = 128 << 10

    private let layout: PageLayout
    private let zstd: Zstd
    private var raw: [UInt8] = []
    private var pages: UInt32 = 0
    private var page: [UInt8]

    init(_ layout: PageLayout) throws(TraceError) {
        self.layout = layout
        zstd = try Zstd(contentBytesMax: ChunkBuilder.rawBytesTarget + layout.pageSize)
        page = [UInt8](repeating: 0, count: layout.pageSize)
    }

    /// Reads one CPU until its buffer is empty or a chunk is full.
    /// - Returns: the chunk, nil when there was nothing; and whether the buffer was emptied.
    func next(_ reader: PipeReader, trace: String) throws(TraceError) -> (chunk: Chunk?, emptied: Bool) {
        raw.removeAll(keepingCapacity: true)
        pages = 0
        var emptied = false
        while raw.count < ChunkBuilder.rawBytesTarget {
            let count: Int?
            do throws(SystemError) { count = try reader.read(into: &page) } catch { throw TraceError(error) }
            guard let count else {
                emptied = true
                break
            }
            try add(page[..<count], reader.path)
        }
        guard pages > 0 else { return (nil, emptied) }
        return (try close(reader, trace), emptied)
    }

    private func add(_ page: ArraySlice<UInt8>, _ path: String) throws(TraceError) {
        switch layout.cut(page) {
        case .empty: break
        case .keep(let count):
            raw.append(contentsOf: page.prefix(count))
            pages += 1
        case .broken:
            throw TraceError(.tracefsIO, "\(path) gave a sub-buffer of \(page.count) bytes whose commit field does not fit it")
        }
    }

    private func close(_ reader: PipeReader, _ trace: String) throws(TraceError) -> Chunk {
        var chunk = Chunk()
        chunk.trace = trace
        chunk.cpu = UInt32(reader.cpu)
        chunk.sequence = reader.chunks
        chunk.rawSize = UInt32(raw.count)
        chunk.pages = pages
        chunk.data = try zstd.frame(raw)
        reader.chunks += 1
        reader.rawBytes += UInt64(raw.count)
        return chunk
    }
}
