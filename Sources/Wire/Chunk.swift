/// Consecutive sub-buffers of one CPU, each cut to its committed length (header, data and, where the
/// page carries one, the count of missed events), as one zstd frame with a content checksum.
public struct Chunk: Message {
    public var trace = ""
    public var cpu: UInt32 = 0
    /// From 0, per trace and CPU, without gaps.
    public var sequence: UInt64 = 0
    /// Bytes when decompressed.
    public var rawSize: UInt32 = 0
    public var pages: UInt32 = 0
    public var data: [UInt8] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        case (2, .varint): cpu = try reader.uint32()
        case (3, .varint): sequence = try reader.varint()
        case (4, .varint): rawSize = try reader.uint32()
        case (5, .varint): pages = try reader.uint32()
        case (6, .bytes): data = try reader.bytes(tag, max: Limits.chunkDataBytesMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
        writer.uint(2, cpu)
        writer.uint(3, sequence)
        writer.uint(4, rawSize)
        writer.uint(5, pages)
        writer.bytes(6, data)
    }
}

/// Every chunk of this trace and CPU up to and including this sequence is on disk.
public struct ChunkAck: Message {
    public var trace = ""
    public var cpu: UInt32 = 0
    public var sequence: UInt64 = 0

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        case (2, .varint): cpu = try reader.uint32()
        case (3, .varint): sequence = try reader.varint()
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
        writer.uint(2, cpu)
        writer.uint(3, sequence)
    }
}
