import FleetAPI
import Foundation
import Wire

/// An entry and where its record stands; nil for what is not journalled.
struct PlacedEntry: Sendable {
    let entry: Entry
    let location: Location?
}

/// Whether an entry is to be kept.
enum Verdict: Equatable, Sendable {
    case keep
    /// A chunk that is already here.
    case repeated
    /// The machine has no part in this trace.
    case refused(String)
}

/// What the catalog knows after a batch.
struct Applied: Sendable {
    /// For each entry that is a chunk: every chunk of its CPU up to and including this sequence is here.
    var ackThrough: [UInt64?] = []
    /// Parts of traces whose final status and everything it names are here.
    var settled: Set<BoardKey> = []
}

/// How far one CPU of one board has come.
struct CPURow: Equatable, Sendable {
    var cpu: UInt32
    /// Every sequence below this one is here.
    var next: UInt64
    var stored: UInt64
    var events: UInt64
    /// Chunks that were not scanned yet, and chunks that cannot be decompressed.
    var unscanned: UInt64
    var flawed: UInt64
    var rawBytes: UInt64
    var storedBytes: UInt64
}

/// A trace on a machine, as the catalog holds it.
struct BoardRow: Sendable {
    var key: BoardKey
    var boot: String
    /// What the machine was when the trace was asked for.
    var facts: [String: String]
    var labels: [String: String]
    var requestedAt: Date
    var status: TraceStatus?
    var offered: [MetadataItem]
    /// Why the collector declared it over.
    var closed: Goodbye?
    var stopRequested: Bool
    /// The final status and everything it names are here.
    var settled: Bool
    var cpus: [CPURow]

    /// The metadata to decode with: what the status names, or, before it does, what was offered.
    var items: [MetadataItem] {
        guard let named = status?.metadata, !named.isEmpty else { return offered }
        return named
    }
}

struct TraceRow: Sendable {
    var id: String
    var selector: String
    var options: TraceOptions
    var requestedAt: Date
}

/// A stored chunk and where to read it.
struct ChunkRow: Sendable {
    var id: Int64
    var cpu: UInt32
    var sequence: UInt64
    var rawSize: UInt32
    var flaw: String?
    var scan: ChunkScan?
    var location: Location
}

/// The index of what the segments hold. SQLite here; several collectors could share another.
/// Entries are examined and applied by the committer alone; readers may be anyone.
protocol Catalog: Sendable {
    /// Up to where the segments have been indexed.
    func position() throws -> Position
    func examine(_ entries: [Entry]) throws -> [Verdict]
    /// All or nothing.
    func apply(_ batch: [PlacedEntry], upTo end: Position) throws -> Applied
    /// Blocks.
    func recordScans(_ scans: [(id: Int64, scan: ChunkScan?, flaw: String?)]) throws
    /// The machine was heard of.
    func touch(_ machine: String, at: Date) async throws

    func machines() async throws -> [Machine]
    func machine(_ name: String) async throws -> Machine?
    func traces(limit: Int) async throws -> [TraceRow]
    func trace(_ id: String) async throws -> TraceRow?
    func boards(ofTrace id: String) async throws -> [BoardRow]
    /// Parts of traces on this machine that are not final yet.
    func openBoards(ofMachine name: String) async throws -> [BoardRow]
    /// Started before `time` and never heard of since.
    func unanswered(since time: Date) async throws -> [BoardKey]
    /// In order of sequence, from `sequence` on. Blocks.
    func chunks(_ board: BoardKey, cpu: UInt32, from sequence: UInt64, limit: Int) throws -> [ChunkRow]
    /// Chunks that were not scanned, in order of id, behind `id`. Blocks.
    func unscanned(_ board: BoardKey, after id: Int64, limit: Int) throws -> [ChunkRow]
    /// Those of the contents that are not here.
    func missing(_ items: [MetadataItem]) async throws -> [MetadataItem]
}

extension [MetadataItem] {
    /// These and `later`, which counts where both have a content of one name.
    func merging(_ later: [MetadataItem]) -> [MetadataItem] {
        let names = Set(later.map(\.name))
        return Array((filter { !names.contains($0.name) } + later).prefix(Limits.metadataItemsMax))
    }
}
