/// Functions of the kernel that print formats call, where what they do is known from their arguments alone.
extension ExpressionParser {
    /// What they return by value, the first name for 0, and what for any other.
    private static let named: [String: (names: [String], other: String)] = [
        // include/linux/edac.h, enum hw_event_mc_err_type.
        "mc_event_error_type": (["Corrected", "Uncorrected", "Deferred", "Fatal"], "Info"),
        // drivers/firmware/efi/cper.c, severity_strs.
        "cper_severity_str": (["recoverable", "fatal", "corrected", "info"], "unknown"),
    ]

    /// Nil when nothing is known about a function of this name. The parenthesis behind its arguments is left.
    mutating func kernelFunction(_ name: String) throws(Uncompilable) -> Operand? {
        if let found = Self.named[name] {
            let value = try builder.cast(expression(), bytes: 4, signed: false)
            var result = try builder.literal(Array(found.other.utf8))
            for (index, text) in found.names.enumerated().reversed() {
                let equal = try builder.binary(.equal, value, builder.constant(Int64(index), signed: false))
                result = try builder.select(equal, builder.literal(Array(text.utf8)), result)
            }
            return result
        }
        switch name {
        case "jiffies_to_msecs": return try milliseconds()
        case "__builtin_bswap16", "__builtin_bswap32", "__builtin_bswap64", "__swab16", "__swab32", "__swab64":
            return try swapped(UInt8((Int(name.suffix(2)) ?? 64) / 8))
        default: return nil
        }
    }

    /// jiffies_to_msecs of kernel/time/time.c: 1000 / HZ in its lowest terms, rounded up.
    private mutating func milliseconds() throws(Uncompilable) -> Operand {
        let long = UInt8(geometry.longBytes)
        let ticks = try builder.cast(expression(), bytes: long, signed: false)
        guard let rate = context.ticksPerSecond() else {
            throw Uncompilable("jiffies_to_msecs needs CONFIG_HZ, which nothing tells")
        }
        var (a, b) = (Int64(1000), rate)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = rate / a
        let wide = try builder.cast(ticks, bytes: 8, signed: false)
        let product = try builder.binary(.multiply, wide, builder.constant(1000 / a, bytes: 8, signed: false))
        let rounded = try builder.binary(.add, product, builder.constant(divisor - 1, bytes: 8, signed: false))
        let quotient = try builder.binary(.divide, rounded, builder.constant(divisor, bytes: 8, signed: false))
        return try builder.cast(quotient, bytes: 4, signed: false)
    }

    /// The bytes of an integer the other way round.
    private mutating func swapped(_ bytes: UInt8) throws(Uncompilable) -> Operand {
        let value = try builder.cast(expression(), bytes: bytes, signed: false)
        let wide = try builder.cast(value, bytes: 8, signed: false)
        var result = try builder.constant(0, bytes: 8, signed: false)
        for index in 0..<Int64(bytes) {
            let low = try builder.binary(.shiftRight, wide, builder.constant(index * 8))
            let byte = try builder.binary(.and, low, builder.constant(255, bytes: 8, signed: false))
            let placed = try builder.binary(.shiftLeft, byte, builder.constant((Int64(bytes) - 1 - index) * 8))
            result = try builder.binary(.or, result, placed)
        }
        return try builder.cast(result, bytes: bytes, signed: false)
    }

    /// `"KMGT"[index]`: a character of a literal. Beyond its end there is 0.
    mutating func character(of literal: Operand, at index: Operand) throws(Uncompilable) -> Operand {
        let node = builder.nodes[Int(literal.node)]
        guard node.op == .literal, node.b <= 64 else { throw Uncompilable("an index into a text that is no short literal") }
        let bytes = Array(builder.pool[Int(node.a)..<Int(node.a + node.b)])
        let index = try builder.cast(index, bytes: 8, signed: true)
        var result = try builder.constant(0)
        for (place, byte) in bytes.enumerated().reversed() {
            let equal = try builder.binary(.equal, index, builder.constant(Int64(place), bytes: 8))
            // char is signed on x86, but no print format has more than ASCII here.
            result = try builder.select(equal, builder.constant(Int64(byte)), result)
        }
        return result
    }

    /// A name that is no field: a local of a statement expression, a constant, or an enum's value.
    mutating func value(named name: String) throws(Uncompilable) -> Operand {
        if let local = locals[name] { return local }
        switch name {
        case "true": return try builder.constant(1)
        case "false", "NULL": return try builder.constant(0)
        case "_stext":
            guard let address = context.symbols.address(of: "_stext") else { throw Uncompilable("_stext is not in kallsyms") }
            return try builder.constant(Int64(bitPattern: address), bytes: UInt8(geometry.longBytes), signed: false)
        case "ret":
            // spmi_cmd names a local of the function around its print format instead of its field
            // (include/trace/stages/stage3_trace_output.h): there it is TRACE_TYPE_HANDLED.
            return try builder.constant(1)
        case "jiffies": throw Uncompilable("jiffies when the text was printed", momentary: true)
        default:
            guard let value = context.types.enumerator(name) ?? KernelConstants.value(name) else {
                throw Uncompilable("the name \"\(name)\" is unknown")
            }
            let fits = Int64(Int32(truncatingIfNeeded: value)) == value
            return try builder.constant(value, bytes: fits ? 4 : 8)
        }
    }
}
