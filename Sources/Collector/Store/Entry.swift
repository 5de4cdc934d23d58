import FleetAPI
import Foundation
import Wire

/// What names a chunk. The trace's id is new for every trace ever started, so the boot adds nothing:
/// a board may deliver after a reboot what it spooled before it.
struct ChunkKey: Hashable, Sendable {
    let machine: String
    let trace: String
    let cpu: UInt32
    let sequence: UInt64
}

struct ChunkRecord: Equatable, Sendable {
    let key: ChunkKey
    let rawSize: UInt32
    let pages: UInt32
    /// nil until the trace's metadata is here.
    var scan: ChunkScan?
    /// Why it cannot be decompressed. It is kept all the same: see `ChunkInspector`.
    var flaw: String?
}

/// A trace on a machine.
struct BoardKey: Hashable, Sendable {
    let machine: String
    let trace: String
}

/// One thing that the collector was told or given and must not forget. Entries in order are the whole
/// truth; the catalog is an index of them and can be made anew from them.
enum Entry: Sendable {
    case machine(name: String, at: Date, Hello)
    case trace(Trace)
    case stop(trace: String)
    case offer(machine: String, MetadataOffer)
    case status(machine: String, boot: String, at: Date, TraceStatus)
    /// The collector itself declares a board's part of a trace over.
    case closed(BoardKey, Goodbye)
    case content(sha256: [UInt8], size: UInt64, storedBytes: UInt64)
    case chunk(ChunkRecord, data: [UInt8])

    /// Whether it goes into a segment. How a running trace stands is superseded within a second:
    /// the catalog's word is enough for it.
    var isJournalled: Bool {
        if case .status(_, _, _, let status) = self { return status.state.isFinal }
        return true
    }

    private enum Kind: UInt32 {
        case machine = 1
        case trace, stop, offer, status, closed, content, chunk
    }

    func record() throws -> Record {
        var header = RecordHeader()
        switch self {
        case .machine(let name, let at, var hello):
            header.kind = Kind.machine.rawValue
            (header.machine, header.atNs) = (name, at.realtimeNs)
            hello.traces = []
            return Record(header: header, payload: hello.encoded())
        case .trace(let trace):
            header.kind = Kind.trace.rawValue
            header.trace = trace.id
            return Record(header: header, payload: try JSON.encode(trace))
        case .stop(let trace):
            header.kind = Kind.stop.rawValue
            header.trace = trace
            return Record(header: header, payload: [])
        case .offer(let machine, let offer):
            header.kind = Kind.offer.rawValue
            (header.machine, header.trace) = (machine, offer.trace)
            return Record(header: header, payload: offer.encoded())
        case .status(let machine, let boot, let at, let status):
            header.kind = Kind.status.rawValue
            (header.machine, header.trace, header.boot, header.atNs) = (machine, status.trace, boot, at.realtimeNs)
            return Record(header: header, payload: status.encoded())
        case .closed(let board, let goodbye):
            header.kind = Kind.closed.rawValue
            (header.machine, header.trace) = (board.machine, board.trace)
            return Record(header: header, payload: goodbye.encoded())
        case .content(let sha256, let size, let storedBytes):
            header.kind = Kind.content.rawValue
            (header.rawSize, header.sequence) = (size, storedBytes)
            return Record(header: header, payload: sha256)
        case .chunk(let chunk, let data):
            header.kind = Kind.chunk.rawValue
            (header.machine, header.trace) = (chunk.key.machine, chunk.key.trace)
            (header.cpu, header.sequence) = (chunk.key.cpu, chunk.key.sequence)
            (header.rawSize, header.pages) = (UInt64(chunk.rawSize), chunk.pages)
            (header.scan, header.flaw) = (chunk.scan, chunk.flaw ?? "")
            return Record(header: header, payload: data)
        }
    }

    /// nil for a kind that this version does not know.
    init?(_ record: Record) throws {
        let (header, payload) = (record.header, record.payload)
        switch Kind(rawValue: header.kind) {
        case nil: return nil
        case .machine:
            self = .machine(name: header.machine, at: Date(realtimeNs: header.atNs), try Hello(decoding: payload))
        case .trace: self = .trace(try JSON.decode(payload))
        case .stop: self = .stop(trace: header.trace)
        case .offer: self = .offer(machine: header.machine, try MetadataOffer(decoding: payload))
        case .status:
            self = .status(
                machine: header.machine, boot: header.boot, at: Date(realtimeNs: header.atNs), try TraceStatus(decoding: payload))
        case .closed:
            self = .closed(BoardKey(machine: header.machine, trace: header.trace), try Goodbye(decoding: payload))
        case .content: self = .content(sha256: payload, size: header.rawSize, storedBytes: header.sequence)
        case .chunk:
            let key = ChunkKey(machine: header.machine, trace: header.trace, cpu: header.cpu, sequence: header.sequence)
            let chunk = ChunkRecord(
                key: key, rawSize: UInt32(clamping: header.rawSize), pages: header.pages, scan: header.scan,
                flaw: header.flaw.isEmpty ? nil : header.flaw)
            self = .chunk(chunk, data: payload)
        }
    }
}

extension Date {
    init(realtimeNs: UInt64) {
        self.init(timeIntervalSince1970: Double(realtimeNs) / 1e9)
    }

    var realtimeNs: UInt64 { UInt64(max(0, timeIntervalSince1970) * 1e9) }
}

/// JSON as the API speaks it.
enum JSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func decode<T: Decodable>(_ bytes: [UInt8]) throws -> T {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(T.self, from: Data(bytes))
    }
}
