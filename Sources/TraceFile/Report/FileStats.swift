import Ftrace

/// What a capture holds: events by kind and CPU, losses, time span. Counted by a scan, without decoding fields.
public struct FileStats {
    public struct CPU: Sendable {
        public var cpu: Int
        public var scan: Scan
    }

    public var cpus: [CPU] = []
    /// "system:event" by id, where the recording has the format.
    public var names: [Int: String] = [:]
    /// Whether times are nanoseconds.
    public var clockIsNs = true
    /// What could not be read, as sentences.
    public var notes: [String] = []

    /// - Throws: `FtraceError` or `TraceFileError` when nothing can be read, as in a recording of text alone.
    public init(_ capture: Capture) throws {
        try capture.needPages()
        let decoder = try Decoder(capture.metadata)
        let damage = DamageLog()
        notes = capture.notes
        for source in try capture.sources(damage: damage) {
            let scan = try decoder.scan(source, layout: capture.layout)
            for bad in scan.badPages { notes.append(capture.sentence(of: bad, cpu: source.cpu)) }
            cpus.append(CPU(cpu: source.cpu, scan: scan))
        }
        notes += damage.places
        clockIsNs = decoder.clockIsNs
        for id in Set(cpus.flatMap { $0.scan.countsByID.keys }) {
            names[id] = decoder.format(id).map { "\($0.system):\($0.name)" }
        }
    }

    public var events: UInt64 { cpus.reduce(0) { $0 + $1.scan.events } }
    public var lostEvents: UInt64 { cpus.reduce(0) { $0 + $1.scan.lostEvents } }
    public var lossesOfUnknownCount: UInt64 { cpus.reduce(0) { $0 + $1.scan.lossesOfUnknownCount } }
    public var badPages: Int { cpus.reduce(0) { $0 + $1.scan.badPageCount } }
    public var firstNs: UInt64? { cpus.compactMap(\.scan.firstNs).min() }
    public var lastNs: UInt64? { cpus.compactMap(\.scan.lastNs).max() }

    /// Events of one kind: on every CPU, in the order of `cpus`.
    public struct Kind: Sendable {
        public var name: String
        public var counts: [UInt64]
        public var total: UInt64
    }

    /// The kinds, the most frequent first.
    public var kinds: [Kind] {
        let ids = Set(cpus.flatMap { $0.scan.countsByID.keys })
        let kinds = ids.map { id in
            let counts = cpus.map { $0.scan.countsByID[id] ?? 0 }
            return Kind(name: names[id] ?? "unknown type \(id)", counts: counts, total: counts.reduce(0, +))
        }
        return kinds.sorted { ($1.total, $0.name) < ($0.total, $1.name) }
    }
}
