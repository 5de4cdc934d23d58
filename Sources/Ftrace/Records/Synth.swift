/// Synthetic events (print_synth_event in kernel/trace/trace_events_synth.c): `name=value` with spaces between them, and
/// a line for each entry of a stack.
final class SynthText: RecordText {
    private let context: TextContext
    private let name: [UInt8]
    private let values: [Value]
    private let gfpFlags: GfpFlags?
    let bytesMin: Int

    private struct Value {
        let label: [UInt8]
        /// What the option verbose prints before the name.
        let conversion: [UInt8]
        let field: Field
        let kind: Kind
    }

    private enum Kind {
        case number(signed: Bool)
        case flags
        case string
        case stack
    }

    /// STR_VAR_LEN_MAX: longer strings are cut.
    private static let stringBytesMax = 256

    init?(_ format: Format, _ context: TextContext, _ formats: FormatSet) {
        var values: [Value] = []
        for field in format.own {
            guard let (kind, conversion) = Self.kind(field) else { return nil }
            values.append(
                Value(label: Array("\(field.name)=".utf8), conversion: Array(conversion.utf8), field: field, kind: kind))
        }
        self.values = values
        self.context = context
        gfpFlags = values.contains { $0.field.type == "gfp_t" } ? GfpFlags(formats, context) : nil
        name = Array("\(format.name): ".utf8)
        bytesMin = max(8, values.map { $0.field.offset + min($0.field.bytes, 8) }.max() ?? 8)
    }

    /// synth_field_fmt: types it does not know are printed as 64-bit numbers.
    private static func kind(_ field: Field) -> (Kind, String)? {
        switch field.kind {
        case .dynamic, .relative:
            guard field.bytes >= 4 else { return nil }
            return field.type.contains("long") ? (.stack, "%s") : (.string, "%.*s")
        case .array, .tail: return field.type.hasSuffix("char") ? (.string, "%.*s") : nil
        case .scalar: break
        }
        guard [1, 2, 4, 8].contains(field.bytes) else { return nil }
        switch field.type {
        case "gfp_t": return (.flags, "%x")
        case "s64": return (.number(signed: true), "%lld")
        case "long": return (.number(signed: true), "%ld")
        case "s32", "s16", "s8", "char", "int", "bool", "pid_t": return (.number(signed: true), "%d")
        case "u32", "u16", "u8", "unsigned char", "unsigned int": return (.number(signed: false), "%u")
        case "unsigned long": return (.number(signed: false), "%lu")
        default: return (.number(signed: false), "%llu")
        }
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(name[...])
        text.endPiece()
        for (index, value) in values.enumerated() {
            if context.options.verbose {
                text.put(value.conversion[...])
                text.put(" ")
            }
            // The label is part of the piece unless a stack follows.
            text.put(value.label[...])
            print(value, record, space: index < values.count - 1, &text)
            text.endPiece()
        }
        text.put("\n")
    }

    private func print(_ value: Value, _ record: Record, space: Bool, _ text: inout TextBuffer) {
        let field = value.field
        switch value.kind {
        case .number(let signed):
            number(record, field, signed: signed, &text)
        case .flags:
            let flags = UInt64(bitPattern: record.load(field.offset, bytes: UInt8(field.bytes), signed: false))
            text.putHex(flags)
            // The kernel puts its separator before the names, not behind them.
            if space { text.put(" ") }
            text.put(" (")
            gfpFlags?.print(flags, &text)
            text.put(")")
            return
        case .string:
            let offset = field.kind == .array || field.kind == .tail ? field.offset : place(record, field).offset
            record.printString(offset, bytes: Self.stringBytesMax, &text)
        case .stack:
            return stack(record, field, &text)
        }
        if space { text.put(" ") }
    }

    /// Numbers are cut to their size without their sign before they are printed; only four bytes and more can be negative.
    private func number(_ record: Record, _ field: Field, signed: Bool, _ text: inout TextBuffer) {
        let value = record.load(field.offset, bytes: UInt8(field.bytes), signed: signed && field.bytes >= 4)
        if signed { text.putDecimal(value) } else { text.putDecimal(UInt64(bitPattern: value)) }
    }

    private func stack(_ record: Record, _ field: Field, _ text: inout TextBuffer) {
        text.put("STACK:\n")
        text.endPiece()
        let (offset, bytes) = place(record, field)
        let addressBytes = context.geometry.longBytes
        for start in stride(from: offset, through: offset + bytes - addressBytes, by: addressBytes) {
            guard record.holds(start, addressBytes) else { return }
            let address = record.load(start, bytes: UInt8(addressBytes), signed: false)
            if address == 0 { return }
            text.put("=> ")
            context.symbols.print(UInt64(bitPattern: address), offset: true, &text)
            text.put("\n")
            text.endPiece()
        }
    }

    private func place(_ record: Record, _ field: Field) -> (offset: Int, bytes: Int) {
        let location = record.integer(field.offset, as: UInt32.self)
        let base = field.kind == .relative ? field.offset + 4 : 0
        return (base + Int(location & 0xffff), Int(location >> 16))
    }
}
