import Ftrace

/// Scans chunks that came before the metadata that decodes them, so that the books are complete.
actor Scanner {
    private let store: Store
    private let decoders: Decoders
    private let executor = BlockingExecutor("fleetrace.scanner")
    private static let chunksAtOnce = 128

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(store: Store, decoders: Decoders) {
        self.store = store
        self.decoders = decoders
    }

    func scan(trace id: String) async throws {
        for board in try await store.catalog.boards(ofTrace: id) { try scan(board) }
    }

    func scan(_ key: BoardKey) async throws {
        for board in try await store.catalog.boards(ofTrace: key.trace) where board.key == key { try scan(board) }
    }

    /// Does nothing while the metadata is not here, or when it is not what a kernel writes: the books
    /// then show that events are missing, and a report says why.
    func scan(_ board: BoardRow) throws {
        guard board.cpus.contains(where: { $0.unscanned > 0 }), let decoder = try? decoders.light(board.items) else { return }
        var last: Int64 = 0
        while true {
            let rows = try store.catalog.unscanned(board.key, after: last, limit: Scanner.chunksAtOnce)
            guard let end = rows.last else { return }
            last = end.id
            try store.catalog.recordScans(try rows.map { try scan($0, decoder) })
        }
    }

    private func scan(_ row: ChunkRow, _ decoder: Decoder) throws -> (id: Int64, scan: ChunkScan?, flaw: String?) {
        do {
            return (row.id, ChunkScan(decoder.scan(try store.pages(row), layout: .packed)), nil)
        } catch let error as ZstdError {
            return (row.id, nil, error.description)
        }
    }
}
