/// Appends proto3 fields to a byte array. As proto3 demands, fields that hold their default
/// (zero, empty) are left out.
public struct ProtoWriter {
    public private(set) var bytes: [UInt8]

    public init(reserving capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    public mutating func uint(_ number: Int, _ value: UInt64) {
        if value != 0 { optionalUint(number, value) }
    }

    public mutating func uint(_ number: Int, _ value: UInt32) {
        uint(number, UInt64(value))
    }

    /// A field with explicit presence: written even when it is zero.
    public mutating func optionalUint(_ number: Int, _ value: UInt64) {
        tag(number, .varint)
        varint(value)
    }

    public mutating func bool(_ number: Int, _ value: Bool) {
        uint(number, UInt64(value ? 1 : 0))
    }

    public mutating func string(_ number: Int, _ value: String) {
        if !value.isEmpty { element(number, value) }
    }

    public mutating func bytes(_ number: Int, _ value: [UInt8]) {
        if !value.isEmpty { element(number, value) }
    }

    public mutating func strings(_ number: Int, _ values: [String]) {
        for value in values { element(number, value) }
    }

    public mutating func messages<M: Message>(_ number: Int, _ values: [M]) {
        for value in values { message(number, value) }
    }

    public mutating func message<M: Message>(_ number: Int, _ value: M?) {
        guard let value else { return }
        tag(number, .bytes)
        let start = bytes.count
        value.encode(to: &self)
        // The length stands before the body but is known only after it: shift the body once.
        let length = bytes.count - start
        var prefix = ProtoWriter()
        prefix.varint(UInt64(length))
        bytes.insert(contentsOf: prefix.bytes, at: start)
    }

    /// An element of a repeated field: written even when it is empty.
    mutating func element(_ number: Int, _ value: [UInt8]) {
        tag(number, .bytes)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    private mutating func element(_ number: Int, _ value: String) {
        tag(number, .bytes)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    private mutating func tag(_ number: Int, _ type: WireType) {
        varint(UInt64(number) << 3 | UInt64(type.rawValue))
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
