/// A printf format whose arguments lie packed in a record (bstr_printf in lib/vsprintf.c): numbers aligned to their size,
/// those of eight bytes to four; strings in place; most pointers already as text.
struct BinaryFormat: Sendable {
    private enum Piece: Sendable {
        case literal([UInt8])
        case number(Conversion)
        case character(Conversion)
        case string(Conversion)
        /// %pS, %ps, or a plain %p.
        case pointer(Conversion)
        /// A pointer that vbin_printf had printed into the buffer.
        case printed(Conversion)
    }

    private let pieces: [Piece]
    private let context: TextContext

    /// A format ends where it cannot be understood, as it does in the kernel.
    init(_ format: [UInt8], _ context: TextContext) {
        self.context = context
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var rest = format[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                literal.append(byte)
                continue
            }
            guard let conversion = try? Conversion(&rest, longBytes: context.geometry.longBytes) else { break }
            if conversion.letter == UInt8(ascii: "%") {
                literal.append(byte)
                continue
            }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
            pieces.append(Self.piece(conversion, &rest))
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    private static func piece(_ conversion: Conversion, _ rest: inout ArraySlice<UInt8>) -> Piece {
        switch conversion.letter {
        case UInt8(ascii: "c"): return .character(conversion)
        case UInt8(ascii: "s"): return .string(conversion)
        case UInt8(ascii: "p"):
            let suffix = conversion.pointer.first ?? rest.first
            // The kernel skips every letter and digit behind %p, whether it knows them or not.
            while let byte = rest.first, byte.isIdentifier, byte != UInt8(ascii: "_") { rest.removeFirst() }
            guard let letter = suffix, letter.isIdentifier, letter != UInt8(ascii: "_") else { return .pointer(conversion) }
            return "SsxKe".utf8.contains(letter) ? .pointer(conversion) : .printed(conversion)
        default: return .number(conversion)
        }
    }

    /// - Parameter start: where the arguments begin in the record. Arguments that it does not hold are zero.
    func print(_ record: Record, from start: Int, _ text: inout TextBuffer) {
        var arguments = BinaryArguments(record: record, start: start)
        let mark = text.count
        for piece in pieces {
            // Each conversion may have a width of its own: the line ends where those of print formats do.
            guard text.count - mark < Plan.lineBytesMax else { return text.put("[LINE TOO BIG]") }
            switch piece {
            case .literal(let bytes): text.put(bytes[...])
            case .number(let conversion):
                let field = arguments.field(conversion)
                // Numbers of one and two bytes take four since 6.14.
                let bytes = context.isSince613 ? max(4, conversion.bytes) : conversion.bytes
                field.printNumber(arguments.take(bytes), &text)
            case .character(let conversion):
                let field = arguments.field(conversion)
                let mark = text.count
                text.put(UInt8(truncatingIfNeeded: arguments.take(1)))
                text.pad(from: mark, width: field.width, left: field.left)
            case .string(let conversion):
                let field = arguments.field(conversion)
                let mark = text.count
                arguments.takeString(bytes: field.precision < 0 ? Int.max : field.precision, &text)
                text.pad(from: mark, width: field.width, left: field.left)
            case .pointer(let conversion):
                let field = arguments.field(conversion)
                let mark = text.count
                pointer(UInt64(bitPattern: arguments.take(UInt8(context.geometry.longBytes))), conversion, &text)
                text.pad(from: mark, width: field.width, left: field.left)
            case .printed(let conversion):
                _ = arguments.field(conversion)
                arguments.takeString(bytes: Int.max, &text)
            }
        }
    }

    private func pointer(_ value: UInt64, _ conversion: Conversion, _ text: inout TextBuffer) {
        switch conversion.pointer.first {
        case UInt8(ascii: "S"): context.symbols.print(value, offset: true, &text)
        case UInt8(ascii: "s"): context.symbols.print(value, offset: false, &text)
        default: text.putHex(value, digits: context.geometry.longBytes * 2)
        }
    }
}
