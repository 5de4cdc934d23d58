public struct StartTrace: Message {
    /// The trace's id: 1 to 32 of [a-z0-9-].
    public var trace = ""
    public var spec = TraceSpec()

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        case (2, .bytes): spec = try reader.message()
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
        writer.message(2, spec)
    }
}

public struct StopTrace: Message {
    public var trace = ""

    public init() {}

    public init(_ trace: String) { self.trace = trace }

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        guard tag.number == 1, tag.type == .bytes else { return false }
        trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
    }
}

/// The collector has this trace's final status on disk: the board may forget the trace.
public struct TraceAck: Message {
    public var trace = ""

    public init() {}

    public init(_ trace: String) { self.trace = trace }

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        guard tag.number == 1, tag.type == .bytes else { return false }
        trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
    }
}

public enum TraceState: UInt32, Sendable {
    case unspecified = 0
    case running = 1
    /// Tracing has stopped; what the kernel buffered is being shipped.
    case draining = 2
    /// Final: everything was shipped, the counts are exact.
    case ended = 3
    /// Final: `code` and `message` say why.
    case failed = 4

    public var isFinal: Bool { self == .ended || self == .failed }
}

/// What one CPU's buffer counted, in events, from per_cpu/cpuN/stats. After the end:
/// written by the kernel = readEvents + entries + overrun + commitOverrun + droppedEvents.
public struct CpuStatus: Message {
    public var cpu: UInt32 = 0
    /// Chunks made so far: sequences 0 ..< chunks.
    public var chunks: UInt64 = 0
    public var readEvents: UInt64 = 0
    public var entries: UInt64 = 0
    public var overrun: UInt64 = 0
    public var commitOverrun: UInt64 = 0
    public var droppedEvents: UInt64 = 0
    /// Committed bytes shipped, before compression.
    public var rawBytes: UInt64 = 0
    /// Events that were read and that the agent could not keep.
    public var refusedEvents: UInt64 = 0

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): cpu = try reader.uint32()
        case (2, .varint): chunks = try reader.varint()
        case (3, .varint): readEvents = try reader.varint()
        case (4, .varint): entries = try reader.varint()
        case (5, .varint): overrun = try reader.varint()
        case (6, .varint): commitOverrun = try reader.varint()
        case (7, .varint): droppedEvents = try reader.varint()
        case (8, .varint): rawBytes = try reader.varint()
        case (9, .varint): refusedEvents = try reader.varint()
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, cpu)
        writer.uint(2, chunks)
        writer.uint(3, readEvents)
        writer.uint(4, entries)
        writer.uint(5, overrun)
        writer.uint(6, commitOverrun)
        writer.uint(7, droppedEvents)
        writer.uint(8, rawBytes)
        writer.uint(9, refusedEvents)
    }
}

/// How a trace stands on a board. Sent on each change of state, about once a second while it runs,
/// and in `Hello` for every trace that is not yet acknowledged.
public struct TraceStatus: Message {
    public var trace = ""
    public var state: TraceState = .unspecified
    public var code: Code = .none
    public var message = ""
    /// Tracing was on for so long, CLOCK_MONOTONIC.
    public var ranNs: UInt64 = 0
    public var cpus: [CpuStatus] = []
    /// hwlat: CPU time that its threads sampled for, measured; 0 when it could not be measured.
    public var sampledNs: UInt64 = 0
    /// hwlat: how many threads sampled at a time.
    public var samplingCpus: UInt32 = 0
    /// What was in force: tracing_thresh, hwlat_detector/width, trace_clock …
    public var settings: [Pair] = []
    public var startedRealtimeNs: UInt64 = 0
    /// The metadata that decodes this trace, by content.
    public var metadata: [MetadataItem] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        case (2, .varint): state = TraceState(rawValue: try reader.uint32()) ?? .unspecified
        case (3, .varint): code = Code(wire: try reader.uint32())
        case (4, .bytes): message = try reader.string(tag)
        case (5, .varint): ranNs = try reader.varint()
        case (6, .bytes): try cpus.append(reader.message(), tag, max: Limits.cpusMax)
        case (7, .varint): sampledNs = try reader.varint()
        case (8, .varint): samplingCpus = try reader.uint32()
        case (9, .bytes): try settings.append(reader.message(), tag, max: Limits.settingsMax)
        case (10, .varint): startedRealtimeNs = try reader.varint()
        case (11, .bytes): try metadata.append(reader.message(), tag, max: Limits.metadataItemsMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
        writer.uint(2, state.rawValue)
        writer.uint(3, code.rawValue)
        writer.string(4, message)
        writer.uint(5, ranNs)
        writer.messages(6, cpus)
        writer.uint(7, sampledNs)
        writer.uint(8, samplingCpus)
        writer.messages(9, settings)
        writer.uint(10, startedRealtimeNs)
        writer.messages(11, metadata)
    }
}
