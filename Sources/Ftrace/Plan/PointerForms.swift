/// %p and what may follow it (lib/vsprintf.c, pointer()).
extension PlanCompiler {
    mutating func pointer(_ step: inout Step, _ value: Operand, _ extension: [UInt8]) throws(Uncompilable) {
        let letters = `extension`[...].string
        step.a = value.node
        step.bytes = UInt8(context.geometry.longBytes)
        if !letters.isEmpty && letters != "K" && letters != "x" { step.special = false }
        switch letters {
        case "", "K", "x":
            step.kind = .address
            // pointer_string fills with zeros only where the format does not say a width.
            if step.width == 0 && step.widthNode < 0 {
                step.width = Int32(context.geometry.longBytes * 2)
                step.zero = true
            }
        case "s": step.kind = .symbol
        case "S", "SR", "Sb", "SRb": step.kind = .symbolOffset
        case "B", "Bb": (step.kind, step.special) = (.symbolOffset, true)
        case "e": step.kind = .errorName
        case "a", "ap", "ad": return try physical(&step, value, bytes: nil)
        case "NF": return try physical(&step, value, bytes: 8)
        default:
            try recordPointer(&step, letters, value)
            return
        }
        guard case .integer = value.type else { throw Uncompilable("the address of a field is printed") }
    }

    /// %pa and %pNF print the number that the pointer points to, all its digits behind "0x" (special_hex_number).
    private mutating func physical(_ step: inout Step, _ value: Operand, bytes: UInt8?) throws(Uncompilable) {
        guard case .pointer(let size, _) = value.type, [4, 8].contains(bytes ?? size) else {
            throw Uncompilable("%pa of a number outside the record")
        }
        let bytes = bytes ?? size
        step.kind = .integer
        step.a = try parser.builder.add(
            Node(op: .loadAt, bytes: bytes, a: value.node), .integer(bytes: bytes, signed: false)
        ).node
        step.bytes = bytes
        (step.base, step.special, step.zero) = (16, true, true)
        step.width = 2 + 2 * Int32(bytes)
    }

    /// The extensions that print what the pointer points to: only bytes in the record are known.
    private mutating func recordPointer(_ step: inout Step, _ letters: String, _ value: Operand) throws(Uncompilable) {
        let rest = letters.dropFirst()
        switch letters.first {
        case "I", "i": try address(&step, rest, bare: letters.first == "i")
        case "M", "m":
            step.kind = .mac
            step.special = letters.contains("R")
            step.base = letters.first == "m" ? 0 : UInt8(ascii: letters.contains("F") ? "-" : ":")
        case "U":
            step.kind = .uuid
            step.upper = letters == "UB" || letters == "UL"
            step.special = letters.lowercased() == "ul"
        case "h":
            step.kind = .hexBytes
            step.base = letters == "hC" ? UInt8(ascii: ":") : letters == "hD" ? UInt8(ascii: "-") : letters == "hN" ? 0 : 0x20
        case "b": step.kind = letters == "bl" ? .bitmapList : .bitmap
        case "E":
            guard let escapes = Escapes(letters: rest) else { throw Uncompilable("%p\(letters) is unknown") }
            (step.kind, step.base) = (.escaped, escapes.rawValue)
        default: throw Uncompilable("%p\(letters) needs what only the kernel has")
        }
        guard case .pointer = value.type else { throw Uncompilable("%p\(letters) of bytes outside the record") }
    }

    private func address(_ step: inout Step, _ letters: Substring, bare: Bool) throws(Uncompilable) {
        var form: AddressForm = bare ? .bare : []
        let options = letters.dropFirst()
        // Host order is the record's: on a little-endian kernel the bytes come the other way round.
        let little = options.contains("l") || options.contains("h") && !context.geometry.bigEndian
        if little { form.insert(.reversed) }
        if options.contains("c") { form.insert(.compressed) }
        switch letters.first {
        case "4": step.kind = .ip4
        case "6": step.kind = options.first == "c" && !bare ? .ip6Compressed : .ip6
        case "S":
            step.kind = .socketAddress
            if options.contains("p") { form.insert(.port) }
            if options.contains("f") { form.insert(.flow) }
            if options.contains("s") { form.insert(.scope) }
        default: throw Uncompilable("%pI\(letters) is unknown")
        }
        if step.kind == .ip6 { form.remove(.compressed) }
        step.base = form.rawValue
    }
}
