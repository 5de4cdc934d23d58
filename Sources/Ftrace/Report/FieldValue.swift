/// The value of one field of a record.
enum FieldValue {
    case signed(Int64)
    case unsigned(UInt64)
    case address(UInt64)
    case text(ArraySlice<UInt8>)
    case numbers([FieldValue])

    /// Nil when the record does not have all of it.
    init?(_ field: Field, _ record: Record) {
        switch field.kind {
        case .scalar where [1, 2, 4, 8].contains(field.bytes):
            guard record.holds(field.offset, field.bytes) else { return nil }
            self = Self.number(field, record, field.offset, field.bytes)
        case .scalar, .array:
            guard record.holds(field.offset, field.bytes) else { return nil }
            self = Self.piece(field, record, field.offset, field.bytes)
        case .tail:
            guard field.offset <= record.count else { return nil }
            self = Self.piece(field, record, field.offset, record.count - field.offset)
        case .dynamic, .relative:
            guard field.bytes == 4, record.holds(field.offset, 4) else { return nil }
            let location = Int(record.integer(field.offset, as: UInt32.self))
            let start = location & 0xffff + (field.kind == .relative ? field.offset + 4 : 0)
            guard record.holds(start, location >> 16) else { return nil }
            self = Self.piece(field, record, start, location >> 16)
        }
    }

    private static func number(_ field: Field, _ record: Record, _ offset: Int, _ bytes: Int) -> FieldValue {
        let value = record.load(offset, bytes: UInt8(bytes), signed: field.signed)
        if field.isPointer { return .address(UInt64(bitPattern: value)) }
        return field.signed ? .signed(value) : .unsigned(UInt64(bitPattern: value))
    }

    /// A text up to its zero, or the elements of an array.
    private static func piece(_ field: Field, _ record: Record, _ offset: Int, _ bytes: Int) -> FieldValue {
        let all = UnsafeRawBufferPointer(start: record.base + offset, count: bytes)
        if field.elementBytes == 1, field.type.contains("char") { return .text(Array(all.prefix { $0 != 0 })[...]) }
        let element = [1, 2, 4, 8].contains(field.elementBytes) ? field.elementBytes : 1
        return .numbers(
            stride(from: offset, through: offset + bytes - element, by: element).map { number(field, record, $0, element) })
    }

    func json(_ text: inout TextBuffer) {
        switch self {
        case .signed(let value): text.putDecimal(value)
        case .unsigned(let value): text.putDecimal(value)
        case .address(let value):
            text.put("\"0x")
            text.putHex(value)
            text.put("\"")
        case .text(let bytes): text.putJSON(bytes)
        case .numbers(let values):
            text.put("[")
            for (index, value) in values.enumerated() {
                if index > 0 { text.put(",") }
                value.json(&text)
            }
            text.put("]")
        }
    }

    func csv(_ text: inout TextBuffer) {
        switch self {
        case .signed(let value): text.putDecimal(value)
        case .unsigned(let value): text.putDecimal(value)
        case .address(let value):
            text.put("0x")
            text.putHex(value)
        case .text(let bytes): text.putCSV(bytes)
        case .numbers(let values):
            for (index, value) in values.enumerated() {
                if index > 0 { text.put(" ") }
                value.csv(&text)
            }
        }
    }
}

extension TextBuffer {
    /// A JSON string. Bytes that are no UTF-8 become U+FFFD.
    mutating func putJSON(_ bytes: ArraySlice<UInt8>) {
        put("\"")
        let bytes = bytes.allSatisfy { $0 < 0x80 } ? bytes : Array(bytes.string.utf8)[...]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): put("\\\"")
            case UInt8(ascii: "\\"): put("\\\\")
            case 0x0a: put("\\n")
            case 0x09: put("\\t")
            case 0..<0x20, 0x7f:
                put("\\u00")
                putHex(UInt64(byte), digits: 2)
            default: put(byte)
            }
        }
        put("\"")
    }

    /// A CSV field, quoted where RFC 4180 asks for it.
    mutating func putCSV(_ bytes: ArraySlice<UInt8>) {
        guard bytes.contains(where: { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }) else { return put(bytes) }
        put("\"")
        for byte in bytes {
            if byte == 0x22 { put(byte) }
            put(byte)
        }
        put("\"")
    }
}
