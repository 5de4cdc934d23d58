/// The value of one field of a record, valid as long as the record is.
enum FieldValue {
    case signed(Int64)
    case unsigned(UInt64)
    case address(UInt64)
    case text(UnsafeRawBufferPointer)
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
        if field.elementBytes == 1, field.isText { return .text(UnsafeRawBufferPointer(rebasing: all.prefix { $0 != 0 })) }
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
