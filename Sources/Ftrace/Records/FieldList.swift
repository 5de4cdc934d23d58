/// An event whose print format cannot be compiled: ` name=value` for each of its own fields.
final class FieldList: RecordText {
    private let name: [UInt8]
    private let fields: [(name: [UInt8], field: Field)]
    let bytesMin: Int
    var isList: Bool { true }

    init(_ format: Format) {
        name = Array("\(format.name):".utf8)
        fields = format.own.map { (Array(" \($0.name)=".utf8), $0) }
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(name[...])
        let mark = text.count
        for (name, field) in fields {
            // Many fields may lie in the same bytes.
            guard text.count - mark < Plan.lineBytesMax else {
                text.put("[LINE TOO BIG]")
                break
            }
            text.put(name[...])
            print(field, record, &text)
            // Of a list that is too long for a line, the first fields are kept.
            text.endPiece()
        }
        text.put(UInt8(ascii: "\n"))
    }

    private func print(_ field: Field, _ record: Record, _ text: inout TextBuffer) {
        switch field.kind {
        case .scalar where [1, 2, 4, 8].contains(field.bytes):
            let value = record.load(field.offset, bytes: UInt8(field.bytes), signed: field.signed)
            if field.isPointer {
                text.put("0x")
                text.putHex(UInt64(bitPattern: value))
            } else if field.signed {
                text.putDecimal(value)
            } else {
                text.putDecimal(UInt64(bitPattern: value))
            }
        case .scalar, .array:
            piece(record, field.offset, field.bytes, field, &text)
        case .tail:
            piece(record, field.offset, record.count - field.offset, field, &text)
        case .dynamic, .relative:
            guard field.bytes == 4 else { return }
            let location = record.integer(field.offset, as: UInt32.self)
            let base = field.kind == .relative ? field.offset + 4 : 0
            piece(record, base + Int(location & 0xffff), Int(location >> 16), field, &text)
        }
    }

    /// A string up to its zero, or the elements of an array.
    private func piece(_ record: Record, _ offset: Int, _ bytes: Int, _ field: Field, _ text: inout TextBuffer) {
        let bytes = max(0, min(bytes, record.count - offset))
        guard offset <= record.count, bytes > 0 else { return }
        if field.elementBytes == 1, field.isText {
            var end = offset
            while end < offset + bytes, record.u8(end) != 0 { end += 1 }
            return text.put(record.base + offset, end - offset)
        }
        let element = [1, 2, 4, 8].contains(field.elementBytes) ? field.elementBytes : 1
        text.put("{")
        for start in stride(from: offset, through: offset + bytes - element, by: element) {
            if start > offset { text.put(",") }
            text.put("0x")
            text.putHex(UInt64(bitPattern: record.load(start, bytes: UInt8(element), signed: false)))
        }
        text.put("}")
    }
}
