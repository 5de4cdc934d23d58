/// The proto3 wire types in use; groups (3 and 4) left proto3 and are refused.
public enum WireType: UInt8, Sendable {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
}

/// A field's number and how its value is laid out.
public struct FieldTag: Sendable {
    public let number: Int
    public let type: WireType
}

/// Reads the fields of one proto3 message. Never reads past `end`, and allocates only what lies
/// within the bytes at hand.
/// Source: protobuf.dev, "Encoding".
public struct ProtoReader {
    private let bytes: [UInt8]
    private var at: Int
    private let end: Int

    public init(_ bytes: [UInt8]) {
        self.init(bytes, from: 0, to: bytes.count)
    }

    private init(_ bytes: [UInt8], from start: Int, to end: Int) {
        self.bytes = bytes
        self.at = start
        self.end = end
    }

    /// The next field's tag, or nil at the end of the message.
    public mutating func next() throws(WireError) -> FieldTag? {
        if at == end { return nil }
        let key = try varint()
        guard let type = WireType(rawValue: UInt8(key & 7)), key >> 3 > 0, key >> 3 < 1 << 29 else { throw .badTag }
        return FieldTag(number: Int(key >> 3), type: type)
    }

    public mutating func varint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while at < end, shift < 64 {
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .badVarint
    }

    /// A 32-bit value; as in every protobuf implementation the upper bits of a longer varint are cut.
    public mutating func uint32() throws(WireError) -> UInt32 {
        UInt32(truncatingIfNeeded: try varint())
    }

    public mutating func bool() throws(WireError) -> Bool {
        try varint() != 0
    }

    public mutating func bytes(_ tag: FieldTag, max: Int) throws(WireError) -> [UInt8] {
        let range = try lengthDelimited()
        guard range.count <= max else { throw .limitExceeded(field: tag.number, limit: max) }
        return Array(bytes[range])
    }

    public mutating func string(_ tag: FieldTag, max: Int = Limits.stringBytesMax) throws(WireError) -> String {
        let range = try lengthDelimited()
        guard range.count <= max else { throw .limitExceeded(field: tag.number, limit: max) }
        guard let string = String(validating: bytes[range], as: UTF8.self) else { throw .badString(field: tag.number) }
        return string
    }

    public mutating func message<M: Message>(_: M.Type = M.self) throws(WireError) -> M {
        let range = try lengthDelimited()
        var inner = ProtoReader(bytes, from: range.lowerBound, to: range.upperBound)
        return try M(from: &inner)
    }

    public mutating func skip(_ tag: FieldTag) throws(WireError) {
        switch tag.type {
        case .varint: _ = try varint()
        case .fixed64: try advance(8)
        case .fixed32: try advance(4)
        case .bytes: _ = try lengthDelimited()
        }
    }

    private mutating func lengthDelimited() throws(WireError) -> Range<Int> {
        let length = try varint()
        guard length <= UInt64(end - at) else { throw .truncated }
        let start = at
        at += Int(length)
        return start..<at
    }

    private mutating func advance(_ count: Int) throws(WireError) {
        guard count <= end - at else { throw .truncated }
        at += count
    }
}

extension Array {
    /// Appends one element of a repeated field unless the list is full.
    mutating func append(_ element: Element, _ tag: FieldTag, max: Int) throws(WireError) {
        guard count < max else { throw .limitExceeded(field: tag.number, limit: max) }
        append(element)
    }
}
