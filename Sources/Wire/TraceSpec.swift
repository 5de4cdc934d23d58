public struct HwlatSpec: Message {
    /// Microseconds to sample in each window; 0 leaves the kernel's value.
    public var widthUs: UInt64 = 0
    /// Microseconds from one sample to the next; 0 leaves the kernel's value.
    public var windowUs: UInt64 = 0
    /// "none", "round-robin" or "per-cpu"; empty leaves the kernel's value.
    public var mode = ""

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): widthUs = try reader.varint()
        case (2, .varint): windowUs = try reader.varint()
        case (3, .bytes): mode = try reader.string(tag)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, widthUs)
        writer.uint(2, windowUs)
        writer.string(3, mode)
    }
}

public struct EventsSpec: Message {
    /// "system:event", "system:*" or "system".
    public var events: [String] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): try events.append(reader.string(tag), tag, max: Limits.eventsMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.strings(1, events)
    }
}

/// What to trace, and how. Zero and empty mean the agent's default.
public struct TraceSpec: Message {
    /// The kernel's tracer, or "events".
    public var tracer = ""
    /// 0: until stopped.
    public var durationMs: UInt64 = 0
    /// KiB per CPU.
    public var bufferKb: UInt32 = 0
    public var clock = ""
    /// Trace options as the kernel spells them: "name" or "noname".
    public var options: [String] = []
    /// Read the buffer only after tracing has stopped, so that reading disturbs nothing.
    public var readAfter = false
    /// A cpu list such as "0-3,5"; empty for all.
    public var cpus = ""
    /// tracing_thresh in microseconds; nil leaves the kernel's value.
    public var thresholdUs: UInt64?
    /// The trace ends when the collector was away for so long; 0: never.
    public var leaseMs: UInt32 = 0
    public var hwlat: HwlatSpec?
    public var events: EventsSpec?

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): tracer = try reader.string(tag)
        case (2, .varint): durationMs = try reader.varint()
        case (3, .varint): bufferKb = try reader.uint32()
        case (4, .bytes): clock = try reader.string(tag)
        case (5, .bytes): try options.append(reader.string(tag), tag, max: Limits.optionsMax)
        case (6, .varint): readAfter = try reader.bool()
        case (7, .bytes): cpus = try reader.string(tag)
        case (8, .varint): thresholdUs = try reader.varint()
        case (9, .varint): leaseMs = try reader.uint32()
        case (10, .bytes): hwlat = try reader.message()
        case (11, .bytes): events = try reader.message()
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, tracer)
        writer.uint(2, durationMs)
        writer.uint(3, bufferKb)
        writer.string(4, clock)
        writer.strings(5, options)
        writer.bool(6, readAfter)
        writer.string(7, cpus)
        if let thresholdUs { writer.optionalUint(8, thresholdUs) }
        writer.uint(9, leaseMs)
        writer.message(10, hwlat)
        writer.message(11, events)
    }
}
