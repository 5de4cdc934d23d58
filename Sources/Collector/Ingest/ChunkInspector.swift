import Ftrace
import Wire

/// Looks into a chunk before it is stored.
///
/// The rule for a chunk that does not decompress, or not to what it says: it is stored as it came,
/// marked with what is wrong, acknowledged, logged, and counted in the board's result. TLS has seen to
/// it that it came as it was sent, so asking for it again would bring the same bytes for ever and
/// hold up what is behind it; and if the fault is the collector's own, a later version can still read it.
struct ChunkInspector: Sendable {
    let decoders: Decoders

    func inspect(_ chunk: Chunk, from machine: String, _ items: [MetadataItem]) -> ChunkRecord {
        let key = ChunkKey(machine: machine, trace: chunk.trace, cpu: chunk.cpu, sequence: chunk.sequence)
        var record = ChunkRecord(key: key, rawSize: chunk.rawSize, pages: chunk.pages, scan: nil, flaw: nil)
        guard chunk.rawSize <= Limits.chunkRawBytesMax else {
            record.flaw = "it says that it holds \(chunk.rawSize) bytes; the limit is \(Limits.chunkRawBytesMax)"
            return record
        }
        do {
            let pages = try Zstd.decompress(chunk.data, rawSize: Int(chunk.rawSize))
            // Without metadata, or with metadata that is no good, it is scanned later, or never.
            record.scan = (try? decoders.light(items)).map { ChunkScan($0.scan(pages, layout: .packed)) }
        } catch {
            record.flaw = error.description
        }
        return record
    }
}

extension ChunkScan {
    init(_ scan: Scan) {
        self.init()
        events = scan.events
        lost = scan.lostEvents
        firstNs = scan.firstNs ?? 0
        lastNs = scan.lastNs ?? 0
    }
}
