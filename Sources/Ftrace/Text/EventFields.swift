/// A record as the option `fields` shows it: `name: a=0x1 (1) b=…` (print_fields in kernel/trace/trace_output.c, 6.3 and
/// later).
struct EventFields {
    /// The kernel does not find the fields of its own kinds of record, and says so (print_event_fields).
    private let isUnknown: Bool
    private let id: Int
    private let name: [UInt8]
    private let fields: [(label: [UInt8], field: Field)]
    private let context: TextContext
    /// Longs are looked up among the symbols (since 6.16; 6.13 to 6.15, which nobody maintains, count as newer here).
    private let looksUpLongs: Bool
    /// Strings with other bytes than printable ones are followed by all their bytes (since 6.19).
    private let checksStrings: Bool
    /// Where offsets of callers count from.
    private let textStart: UInt64?

    init(_ format: Format, _ decoder: Decoder) {
        isUnknown = format.system == "ftrace"
        id = format.id
        name = Array("\(format.name):".utf8)
        fields = format.own.map { (Array(" \($0.name)=".utf8), $0) }
        context = decoder.context
        looksUpLongs = decoder.style.flags.isSince613 && decoder.geometry.longBytes == 8
        checksStrings = decoder.context.prefixedSyscalls
        textStart = looksUpLongs ? decoder.context.symbols.address(of: "_stext") : nil
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        if isUnknown {
            text.put("UNKNOWN TYPE ")
            text.putDecimal(UInt64(id))
            return text.put("\n")
        }
        text.put(name[...])
        if fields.isEmpty { return text.put("No fields found\n") }
        let mark = text.count
        for (label, field) in fields {
            // Many fields may lie in the same bytes.
            guard text.count - mark < Plan.lineBytesMax else {
                text.put("[LINE TOO BIG]")
                break
            }
            text.put(label[...])
            guard record.holds(field.offset, field.bytes) else {
                text.put("<OVERFLOW>")
                continue
            }
            text.endPiece()
            value(field, record, &text)
            text.endPiece()
        }
        text.put("\n")
    }

    private func value(_ field: Field, _ record: Record, _ text: inout TextBuffer) {
        let isText = field.type.contains("char")
        // print_fields knows no masks of CPUs.
        if field.type.contains("cpumask_t") { return text.put("<INVALID-TYPE>") }
        switch field.kind {
        case .dynamic, .relative:
            located(field, isText, record, &text)
        case .array where isText:
            string(record, field.offset, field.bytes, &text)
        case .scalar, .array, .tail:
            if ["char *", "const char *"].contains(field.type) {
                let bytes = UInt8(clamping: field.bytes)
                let address = UInt64(bitPattern: record.load(field.offset, bytes: bytes, signed: false))
                text.put("(0x")
                text.putHex(address, digits: Int(bytes) * 2)
                // The kernel follows every pointer; what a few of them point to stands in printk_formats.
                if let string = context.strings[address] {
                    text.put(":")
                    text.put(string[...])
                }
                return text.put(")")
            }
            number(field, record, &text)
        }
    }

    private func number(_ field: Field, _ record: Record, _ text: inout TextBuffer) {
        let value = record.load(field.offset, bytes: UInt8(truncatingIfNeeded: field.bytes), signed: false)
        switch field.bytes {
        case 1:
            if Self.isPrintable(UInt8(truncatingIfNeeded: value)) {
                text.put("'")
                text.put(UInt8(truncatingIfNeeded: value))
                text.put("'")
            }
        case 2, 4:
            if let textStart, field.bytes == 4, ["caller_offs", "parent_offs"].contains(field.name) {
                context.symbols.print(textStart &+ UInt64(bitPattern: value), offset: true, &text)
                text.put(" ")
            }
            text.put("0x")
            text.putHex(UInt64(bitPattern: value))
            text.put(" ")
        case 8:
            if looksUpLongs {
                context.symbols.print(UInt64(bitPattern: value), offset: true, &text)
            } else {
                text.put("0x")
                text.putHex(UInt64(bitPattern: value))
            }
            text.put(" ")
        default: return text.put("<INVALID-SIZE>")
        }
        text.put("(")
        text.putDecimal(field.bytes == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value)
        text.put(")")
    }

    /// What a location word points to: a string, or bytes with commas between them.
    private func located(_ field: Field, _ isText: Bool, _ record: Record, _ text: inout TextBuffer) {
        guard field.bytes == 4 else { return text.put("<INVALID-SIZE>") }
        let word = record.integer(field.offset, as: UInt32.self)
        let offset = Int(word & 0xffff) + (field.kind == .relative ? field.offset + 4 : 0)
        let bytes = Int(word >> 16)
        guard record.holds(offset, bytes) else { return text.put("<OVERFLOW>") }
        if isText { return checkedString(record, offset, bytes, &text) }
        for at in offset..<offset + bytes {
            if at > offset { text.put(",") }
            text.putHex(UInt64(record.u8(at)), digits: 2)
            text.endPiece()
        }
    }

    private func checkedString(_ record: Record, _ offset: Int, _ bytes: Int, _ text: inout TextBuffer) {
        let all = offset..<offset + bytes
        guard checksStrings, all.contains(where: { record.u8($0) != 0 && !Self.isASCII(record.u8($0)) }) else {
            return string(record, offset, bytes, &text)
        }
        for at in all { text.put(Self.isASCII(record.u8(at)) ? record.u8(at) : UInt8(ascii: ".")) }
        text.put(" (")
        for at in all {
            if at > offset { text.put(":") }
            text.putHex(UInt64(record.u8(at)), digits: 2)
        }
        text.put(")")
    }

    private static func isASCII(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7f }
    /// isprint of lib/ctype.c, where the upper half is Latin-1.
    private static func isPrintable(_ byte: UInt8) -> Bool { isASCII(byte) || byte >= 0xa0 }

    private func string(_ record: Record, _ offset: Int, _ bytes: Int, _ text: inout TextBuffer) {
        var end = offset
        while end < offset + bytes, record.u8(end) != 0 { end += 1 }
        text.put(record.base + offset, end - offset)
    }
}
