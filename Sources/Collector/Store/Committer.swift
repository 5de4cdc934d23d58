import Dispatch
import Logging
import Synchronization

/// What became of an entry that was handed to the store.
enum Stored: Equatable, Sendable {
    /// It is durable. For a chunk: every chunk of its CPU up to and including this sequence is.
    case kept(ackThrough: UInt64?)
    case refused(String)
}

/// Group commit: whatever waits is written together, synced once, indexed in one transaction, and
/// only then confirmed. One thread does it, so that entries have one order.
final class Committer: Sendable {
    typealias Done = @Sendable (Result<Stored, CollectorError>) -> Void

    private struct Waiting {
        let entry: Entry
        let done: Done
    }

    private struct State {
        var waiting: [Waiting] = []
        var isDraining = false
        var settled: @Sendable (Set<BoardKey>) -> Void = { _ in }
    }

    /// Entries of one batch; the bytes are bounded by what boards may have under way.
    private static let batchEntriesMax = 512
    private static let batchBytesMax = 32 << 20

    private let segments: any Segments
    private let catalog: any Catalog
    private let logger: Logger
    private let queue = DispatchQueue(label: "fleetrace.committer")
    private let state = Mutex(State())

    init(segments: any Segments, catalog: any Catalog, logger: Logger) {
        self.segments = segments
        self.catalog = catalog
        self.logger = logger
    }

    /// - Parameter body: told of parts of traces that are here in full; after their entries were confirmed.
    func onSettled(_ body: @escaping @Sendable (Set<BoardKey>) -> Void) {
        state.withLock { $0.settled = body }
    }

    func submit(_ entry: Entry, _ done: @escaping Done) {
        let starts = state.withLock { state in
            state.waiting.append(Waiting(entry: entry, done: done))
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if starts { queue.async { self.drain() } }
    }

    private func drain() {
        while let batch = next() {
            do {
                try commit(batch)
            } catch {
                let told = Committer.told(error)
                logger.error(
                    "nothing can be stored: \(told.message)", metadata: ["hint": "\(told.hint)", "entries": "\(batch.count)"])
                for waiting in batch { waiting.done(.failure(told)) }
            }
        }
    }

    private func next() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            var bytes = 0
            var count = 0
            for waiting in state.waiting.prefix(Committer.batchEntriesMax) {
                if case .chunk(_, let data) = waiting.entry { bytes += data.count }
                count += 1
                if bytes >= Committer.batchBytesMax { break }
            }
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
    }

    private func commit(_ batch: [Waiting]) throws {
        let verdicts = try examine(batch)
        let kept = batch.indices.filter { verdicts[$0] == .keep && batch[$0].entry.isJournalled }
        let records = try kept.map { try batch[$0].entry.record().encoded() }
        let before = segments.end
        let locations = records.isEmpty ? [] : try segments.append(records)
        let placed = Dictionary(uniqueKeysWithValues: zip(kept, locations))
        let applicable = batch.indices.filter { if case .refused = verdicts[$0] { false } else { true } }
        let applied: Applied
        do {
            applied = try catalog.apply(
                applicable.map { PlacedEntry(entry: batch[$0].entry, location: placed[$0]) }, upTo: segments.end)
        } catch {
            // Not confirmed, so not kept: what comes again must not find itself half there.
            try? segments.rewind(to: before)
            throw error
        }
        for (index, ack) in zip(applicable, applied.ackThrough) { batch[index].done(.success(.kept(ackThrough: ack))) }
        for (index, waiting) in batch.enumerated() {
            if case .refused(let reason) = verdicts[index] { waiting.done(.success(.refused(reason))) }
        }
        if !applied.settled.isEmpty { state.withLock { $0.settled }(applied.settled) }
    }

    /// The catalog's verdicts, and chunks that come twice within the batch.
    private func examine(_ batch: [Waiting]) throws -> [Verdict] {
        var verdicts = try catalog.examine(batch.map(\.entry))
        var seen: Set<ChunkKey> = []
        for (index, waiting) in batch.enumerated() where verdicts[index] == .keep {
            guard case .chunk(let chunk, _) = waiting.entry else { continue }
            if !seen.insert(chunk.key).inserted { verdicts[index] = .repeated }
        }
        return verdicts
    }

    private static func told(_ error: any Error) -> CollectorError {
        switch error {
        case let error as CollectorError: error
        case let error as SystemError: error.told
        default: SQLiteCatalog.told(error, "catalog.sqlite")
        }
    }
}
