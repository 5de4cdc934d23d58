import Ftrace

/// One buffer's recording with all that a report needs, wherever it comes from.
public struct Capture: Sendable {
    /// The instance; empty for the top buffer.
    public var name = ""
    public var metadata: CaptureMetadata
    /// How pages lie in the sources' blocks.
    public var layout: PageLayout
    /// For the report's header; nil when the recording does not say.
    public var entries: EntryCounts?
    /// The same as each CPU's stats have it, in a folder where they are all there.
    var entriesByCPU: [Int: UInt64] = [:]
    /// What the kernel printed, where a recording keeps text: latency tracers, whose record of the maximum exists as text only.
    public var texts: [CaptureText] = []
    /// What is missing or damaged and what that costs, each a sentence.
    public var notes: [String] = []
    /// `events/header_event`; writers pass it on.
    public var headerEvent: [UInt8] = []
    /// What a trace.dat held besides: kept byte for byte for a writer.
    public var extras = TraceDatExtras()

    var pages: [CPUPages] = []
    /// Whether the tracer was told; otherwise it was guessed from the records.
    var tracerIsKnown = false

    init(metadata: CaptureMetadata, layout: PageLayout) {
        self.metadata = metadata
        self.layout = layout
    }

    /// A capture of pages that lie elsewhere, for a writer.
    /// - Parameters:
    ///   - pageBytes: of one whole page; the sources hold nothing but such.
    ///   - cpus: each CPU's pages.
    public init(name: String = "", metadata: CaptureMetadata, pageBytes: Int, cpus: [(cpu: Int, source: any ByteSource)]) {
        self.init(metadata: metadata, layout: .fixed(pageBytes))
        self.name = name
        tracerIsKnown = true
        pages = cpus.sorted { $0.cpu < $1.cpu }.map { cpu, source in
            CPUPages(cpu: cpu, source: source, offset: 0, count: source.size, packing: .plain, name: "the pages of CPU \(cpu)")
        }
    }

    /// Whether there are pages. A recording of a latency tracer may have text alone.
    public var hasPages: Bool { pages.contains { $0.count > 0 } }

    /// Whether times are nanoseconds, and not a counter's own unit.
    public var clockIsNs: Bool { TraceClock.isNs(metadata.clock) }

    /// The CPUs recorded, in order.
    public var cpus: [Int] { pages.map(\.cpu) }

    /// Fresh streams of pages, one for each CPU, in the order of their numbers. They share what unpacking needs, so
    /// the streams of one call are for one task; another call gives others.
    /// - Parameter damage: told what cannot be unpacked on the way.
    public func sources(damage: DamageLog? = nil) throws(TraceFileError) -> [CPUSource] {
        zip(cpus, blocks(damage: damage)).map { cpu, blocks in
            CPUSource(cpu: cpu, blocks: { try blocks.next() })
        }
    }

    func blocks(damage: DamageLog?) -> [any PageBlocks] {
        let unpacker = Unpacker(pages.first { $0.codec != .none }?.codec ?? .none)
        let bytes = max(1, Limits.blockBytes / max(1, pageBytes)) * pageBytes
        return pages.map { $0.blocks(bytes: bytes, unpacker: unpacker, damage: damage) }
    }

    /// Bytes of one page.
    public var pageBytes: Int {
        if case .fixed(let bytes) = layout { return bytes }
        return 4096
    }
}

/// A text of the kernel's in a recording.
public struct CaptureText: Sendable, Equatable {
    /// The file it comes from: "trace", "snapshot" …
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Parts of a trace.dat that no report needs, for a writer to pass on.
public struct TraceDatExtras: Sendable, Equatable {
    /// Options as they stood, except those that only say where sections lie.
    public var options: [Option] = []
    /// Sections whose meaning is not known, unpacked.
    public var sections: [Section] = []
    /// Bytes of a `long` in the recorder's user space, from the file's head; nil: the kernel's.
    public var longBytes: Int?

    public struct Option: Sendable, Equatable {
        public var id: UInt16
        public var bytes: [UInt8]
    }

    public struct Section: Sendable, Equatable {
        public var id: UInt16
        public var name: String
        public var bytes: [UInt8]
    }
}
