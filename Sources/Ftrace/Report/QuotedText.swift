/// Quoting, as JSON (RFC 8259) and CSV (RFC 4180) have it.
extension TextBuffer {
    /// A JSON string. Bytes that are no UTF-8 become U+FFFD.
    mutating func putJSON(_ bytes: UnsafeRawBufferPointer) {
        put("\"")
        if bytes.contains(where: { $0 >= 0x80 }) {
            Array(String(decoding: bytes, as: UTF8.self).utf8).withUnsafeBytes { putEscaped($0) }
        } else {
            putEscaped(bytes)
        }
        put("\"")
    }

    mutating func putJSON(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { putJSON($0) }
    }

    /// Runs of bytes that stand for themselves are copied whole.
    private mutating func putEscaped(_ bytes: UnsafeRawBufferPointer) {
        var start = 0
        for index in bytes.indices where Self.isEscaped(bytes[index]) {
            putRun(bytes, start, index)
            escape(bytes[index])
            start = index + 1
        }
        putRun(bytes, start, bytes.count)
    }

    @inline(__always)
    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    @inline(__always)
    private mutating func putRun(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        if let base = bytes.baseAddress, end > start { put(base + start, end - start) }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): put("\\\"")
        case UInt8(ascii: "\\"): put("\\\\")
        case 0x0a: put("\\n")
        case 0x09: put("\\t")
        default:
            put("\\u00")
            putHex(UInt64(byte), digits: 2)
        }
    }

    /// A CSV field, quoted where it must be.
    mutating func putCSV(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.contains(where: { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }) else {
            return putRun(bytes, 0, bytes.count)
        }
        put("\"")
        for byte in bytes {
            if byte == 0x22 { put(byte) }
            put(byte)
        }
        put("\"")
    }

    mutating func putCSV(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { putCSV($0) }
    }
}
