/// A key and its value: a fact, a label or a setting.
public struct Pair: Message {
    public var key = ""
    public var value = ""

    public init() {}

    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): key = try reader.string(tag)
        case (2, .bytes): value = try reader.string(tag)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, key)
        writer.string(2, value)
    }
}

/// The board's first frame: who it is and what of it is still open.
public struct Hello: Message {
    public var versionMin: UInt32 = 0
    public var versionMax: UInt32 = 0
    public var agentVersion = ""
    /// The content of /proc/sys/kernel/random/boot_id.
    public var bootID = ""
    public var facts: [Pair] = []
    public var labels: [Pair] = []
    /// Traces that run or are not yet delivered in full.
    public var traces: [TraceStatus] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): versionMin = try reader.uint32()
        case (2, .varint): versionMax = try reader.uint32()
        case (3, .bytes): agentVersion = try reader.string(tag)
        case (4, .bytes): bootID = try reader.string(tag)
        case (5, .bytes): try facts.append(reader.message(), tag, max: Limits.factsMax)
        case (6, .bytes): try labels.append(reader.message(), tag, max: Limits.labelsMax)
        case (7, .bytes): try traces.append(reader.message(), tag, max: Limits.tracesMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, versionMin)
        writer.uint(2, versionMax)
        writer.string(3, agentVersion)
        writer.string(4, bootID)
        writer.messages(5, facts)
        writer.messages(6, labels)
        writer.messages(7, traces)
    }
}

/// The collector's answer: the session is open.
public struct Welcome: Message {
    public var version: UInt32 = 0
    /// Milliseconds between the collector's pings; three missed end the session.
    public var heartbeatMs: UInt32 = 0
    /// Bytes of chunk data that the board may have sent and not yet seen acknowledged.
    public var inFlightBytesMax: UInt32 = 0
    public var collectorVersion = ""

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): version = try reader.uint32()
        case (2, .varint): heartbeatMs = try reader.uint32()
        case (3, .varint): inFlightBytesMax = try reader.uint32()
        case (4, .bytes): collectorVersion = try reader.string(tag)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, version)
        writer.uint(2, heartbeatMs)
        writer.uint(3, inFlightBytesMax)
        writer.string(4, collectorVersion)
    }
}

public struct Ping: Message {
    public var nonce: UInt64 = 0
    /// The collector's CLOCK_REALTIME when it sent this, in ns.
    public var realtimeNs: UInt64 = 0
    /// Ids of the traces that the collector still wants: their leases start anew.
    public var leases: [String] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): nonce = try reader.varint()
        case (2, .varint): realtimeNs = try reader.varint()
        case (3, .bytes): try leases.append(reader.string(tag, max: Limits.traceIDBytesMax), tag, max: Limits.tracesMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, nonce)
        writer.uint(2, realtimeNs)
        writer.strings(3, leases)
    }
}

public struct Pong: Message {
    public var nonce: UInt64 = 0
    /// The board's clocks when it answered, in ns.
    public var realtimeNs: UInt64 = 0
    public var monotonicNs: UInt64 = 0
    public var boottimeNs: UInt64 = 0

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): nonce = try reader.varint()
        case (2, .varint): realtimeNs = try reader.varint()
        case (3, .varint): monotonicNs = try reader.varint()
        case (4, .varint): boottimeNs = try reader.varint()
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, nonce)
        writer.uint(2, realtimeNs)
        writer.uint(3, monotonicNs)
        writer.uint(4, boottimeNs)
    }
}

/// The last frame of a session that ends with a named reason.
public struct Goodbye: Message {
    public var code: Code = .none
    public var message = ""

    public init() {}

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public init(_ error: WireError) {
        self.init(error.code, error.text)
    }

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): code = Code(wire: try reader.uint32())
        case (2, .bytes): message = try reader.string(tag)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.uint(1, code.rawValue)
        writer.string(2, message)
    }
}
