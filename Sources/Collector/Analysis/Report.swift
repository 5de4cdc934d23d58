import Ftrace
import NIOCore

/// The kernel's text of one board's trace, made piece by piece: one chunk per CPU is in memory at a time.
actor Report {
    private let text: TextReport
    private let executor = BlockingExecutor("fleetrace.report")
    private static let pieceBytes = 64 << 10
    private static let chunksAtOnce = 64

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ board: BoardRow, decoder: Decoder, store: Store) {
        let view = board.view(online: true, since: nil)
        let entries = board.status.map { _ in EntryCounts(inBuffer: view.decoded, written: view.written) }
        let sources = board.cpus.map { Report.source(board.key, $0.cpu, store) }
        text = TextReport(decoder, sources: sources, layout: .packed, entries: entries)
    }

    /// The next piece; nil at the end.
    func next() throws -> ByteBuffer? {
        var piece: [UInt8] = []
        while piece.count < Report.pieceBytes, try text.next(into: &piece) {}
        return piece.isEmpty ? nil : ByteBuffer(bytes: piece)
    }

    private static func source(_ board: BoardKey, _ cpu: UInt32, _ store: Store) -> CPUSource {
        var rows: ArraySlice<ChunkRow> = []
        var next: UInt64 = 0
        return CPUSource(cpu: Int(cpu)) {
            while true {
                if rows.isEmpty {
                    rows = try store.catalog.chunks(board, cpu: cpu, from: next, limit: chunksAtOnce)[...]
                    guard let last = rows.last else { return nil }
                    next = last.sequence + 1
                }
                let row = rows.removeFirst()
                if row.flaw == nil { return try store.pages(row) }
            }
        }
    }
}
