/// One content that helps to decode a trace, named by what it is and by the hash of its bytes.
public struct MetadataItem: Message {
    /// header_page, header_event, formats, kallsyms, printk_formats, saved_cmdlines.
    public var name = ""
    /// SHA-256 of the raw content, 32 bytes.
    public var sha256: [UInt8] = []
    /// Bytes of the raw content.
    public var size: UInt64 = 0

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): name = try reader.string(tag)
        case (2, .bytes): sha256 = try reader.bytes(tag, max: 32)
        case (3, .varint): size = try reader.varint()
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, name)
        writer.bytes(2, sha256)
        writer.uint(3, size)
    }
}

/// What the board could send for a trace. The collector answers with what it lacks.
public struct MetadataOffer: Message {
    public var trace = ""
    public var items: [MetadataItem] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): trace = try reader.string(tag, max: Limits.traceIDBytesMax)
        case (2, .bytes): try items.append(reader.message(), tag, max: Limits.metadataItemsMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.string(1, trace)
        writer.messages(2, items)
    }
}

public struct MetadataWant: Message {
    public var sha256: [[UInt8]] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        guard tag.number == 1, tag.type == .bytes else { return false }
        try sha256.append(reader.bytes(tag, max: 32), tag, max: Limits.metadataItemsMax)
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        for hash in sha256 { writer.element(1, hash) }
    }
}

/// A piece of one content. Pieces come in order from offset 0; the last one reaches `size`.
public struct MetadataPart: Message {
    public var sha256: [UInt8] = []
    /// Of this piece in the raw content, in bytes.
    public var offset: UInt64 = 0
    public var rawSize: UInt32 = 0
    /// Of the whole raw content, in bytes.
    public var size: UInt64 = 0
    /// One zstd frame.
    public var data: [UInt8] = []

    public init() {}

    public mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .bytes): sha256 = try reader.bytes(tag, max: 32)
        case (2, .varint): offset = try reader.varint()
        case (3, .varint): rawSize = try reader.uint32()
        case (4, .varint): size = try reader.varint()
        case (5, .bytes): data = try reader.bytes(tag, max: Limits.chunkDataBytesMax)
        default: return false
        }
        return true
    }

    public func encode(to writer: inout ProtoWriter) {
        writer.bytes(1, sha256)
        writer.uint(2, offset)
        writer.uint(3, rawSize)
        writer.uint(4, size)
        writer.bytes(5, data)
    }
}
