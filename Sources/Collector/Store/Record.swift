import Wire

/// What a scan of a chunk's sub-buffers found.
struct ChunkScan: Message {
    var events: UInt64 = 0
    /// Events that the kernel says it lost before or between these sub-buffers.
    var lost: UInt64 = 0
    /// In the trace's clock.
    var firstNs: UInt64 = 0
    var lastNs: UInt64 = 0

    mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): events = try reader.varint()
        case (2, .varint): lost = try reader.varint()
        case (3, .varint): firstNs = try reader.varint()
        case (4, .varint): lastNs = try reader.varint()
        default: return false
        }
        return true
    }

    func encode(to writer: inout ProtoWriter) {
        writer.uint(1, events)
        writer.uint(2, lost)
        writer.uint(3, firstNs)
        writer.uint(4, lastNs)
    }
}

/// What stands before a record's payload, in proto3 like everything else: a newer collector may add
/// fields that an older one skips.
struct RecordHeader: Message {
    var kind: UInt32 = 0
    var machine = ""
    var trace = ""
    var boot = ""
    /// The collector's CLOCK_REALTIME when it took the record in.
    var atNs: UInt64 = 0
    var cpu: UInt32 = 0
    var sequence: UInt64 = 0
    var rawSize: UInt64 = 0
    var pages: UInt32 = 0
    /// Why the payload could not be decompressed; empty when it could.
    var flaw = ""
    var scan: ChunkScan?

    mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool {
        switch (tag.number, tag.type) {
        case (1, .varint): kind = try reader.uint32()
        case (2, .bytes): machine = try reader.string(tag)
        case (3, .bytes): trace = try reader.string(tag)
        case (4, .bytes): boot = try reader.string(tag)
        case (5, .varint): atNs = try reader.varint()
        case (6, .varint): cpu = try reader.uint32()
        case (7, .varint): sequence = try reader.varint()
        case (8, .varint): rawSize = try reader.varint()
        case (9, .varint): pages = try reader.uint32()
        case (10, .bytes): flaw = try reader.string(tag)
        case (11, .bytes): scan = try reader.message()
        default: return false
        }
        return true
    }

    func encode(to writer: inout ProtoWriter) {
        writer.uint(1, kind)
        writer.string(2, machine)
        writer.string(3, trace)
        writer.string(4, boot)
        writer.uint(5, atNs)
        writer.uint(6, cpu)
        writer.uint(7, sequence)
        writer.uint(8, rawSize)
        writer.uint(9, pages)
        writer.string(10, flaw)
        writer.message(11, scan)
    }
}

/// One record of a segment file, little-endian:
///
///     u32 magic "FTR1"   u32 bytes of header   u32 bytes of payload   u32 CRC-32C
///     header   payload
///
/// The CRC covers the two lengths, the header and the payload.
struct Record: Equatable {
    static let magic: [UInt8] = Array("FTR1".utf8)
    static let prefixBytes = 16
    static let headerBytesMax = 64 << 10
    /// A frame from a board is the largest thing that is ever kept.
    static let payloadBytesMax = 2 << 20

    var header: RecordHeader
    var payload: [UInt8]

    func encoded() -> [UInt8] {
        let head = header.encoded()
        let lengths = Record.little(UInt32(head.count)) + Record.little(UInt32(payload.count))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Record.prefixBytes + head.count + payload.count)
        bytes += Record.magic
        bytes += lengths
        bytes += Record.little(CRC32C.of(lengths, head, payload))
        bytes += head
        bytes += payload
        return bytes
    }

    /// Bytes of the whole record that begins with this prefix; nil when it cannot be one.
    static func length(_ prefix: ArraySlice<UInt8>) -> Int? {
        guard prefix.count >= prefixBytes, prefix.prefix(4).elementsEqual(magic) else { return nil }
        let head = word(prefix, 4)
        let payload = word(prefix, 8)
        guard head <= headerBytesMax, payload <= payloadBytesMax else { return nil }
        return prefixBytes + head + payload
    }

    /// The record that these bytes are, exactly; nil when they are damaged.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard Record.length(bytes) == bytes.count else { return nil }
        let bodyStart = bytes.startIndex + Record.prefixBytes
        let payloadStart = bodyStart + Record.word(bytes, 4)
        let lengths = Array(bytes[(bytes.startIndex + 4)..<(bytes.startIndex + 12)])
        var crc = CRC32C()
        lengths.withUnsafeBytes { crc.add($0) }
        bytes[bodyStart...].withUnsafeBytes { crc.add($0) }
        guard Int(crc.value) == Record.word(bytes, 12) else { return nil }
        guard let header = try? RecordHeader(decoding: Array(bytes[bodyStart..<payloadStart])) else { return nil }
        self.header = header
        payload = Array(bytes[payloadStart...])
    }

    init(header: RecordHeader, payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
    }
}
