extension ExpressionParser {
    /// The field that "REC->" names.
    mutating func member() throws(Uncompilable) -> Operand {
        guard case .name(let name) = token else { throw Uncompilable("REC-> without a name") }
        step()
        if name.hasPrefix("__data_loc_"), let field = format.field(String(name.dropFirst(11))) {
            return try load(field)
        }
        // struct trace_entry itself, as some formats name it.
        if name == "ent", token == .symbol("."), peek(1) == .name("pid"), let pid = format.field("common_pid") {
            step(2)
            return try load(pid)
        }
        guard let field = format.field(name) else { throw Uncompilable("no field is called \(name)") }
        switch field.kind {
        case .scalar:
            return try [1, 2, 4, 8].contains(field.bytes) ? load(field) : place(field)
        case .array, .tail:
            return try place(field)
        case .dynamic, .relative:
            return try load(field)
        }
    }

    private mutating func load(_ field: Field) throws(Uncompilable) -> Operand {
        let bytes = UInt8(truncatingIfNeeded: field.bytes)
        return try builder.add(
            Node(op: .load, bytes: bytes, signed: field.signed, value: Int64(field.offset)),
            .integer(bytes: bytes, signed: field.signed))
    }

    /// The address of a field inside the record.
    private mutating func place(_ field: Field) throws(Uncompilable) -> Operand {
        let offset = try builder.constant(Int64(field.offset), bytes: 8)
        let element = UInt8(clamping: field.kind == .scalar ? 0 : field.elementBytes)
        return Operand(node: offset.node, type: .pointer(bytes: element, signed: field.signed))
    }

    /// A function-like macro of the kernel's trace headers (include/trace/stages/stage3_trace_output.h).
    mutating func call(_ name: String) throws(Uncompilable) -> Operand {
        try expect("(")
        let result = try arguments(of: name)
        try expect(")")
        return result
    }

    private mutating func arguments(of name: String) throws(Uncompilable) -> Operand {
        switch name {
        case "__get_str", "__get_dynamic_array", "__get_rel_str", "__get_rel_dynamic_array", "__get_sockaddr",
            "__get_rel_sockaddr", "__get_buf", "__get_bitmask_ptr":
            return try dynamic(dynamicField()).start
        case "__get_dynamic_array_len", "__get_rel_dynamic_array_len":
            return try dynamic(dynamicField()).bytes
        case "__get_bitmask", "__get_cpumask", "__get_rel_bitmask", "__get_rel_cpumask":
            let data = try dynamic(dynamicField())
            return try builder.add(Node(op: .bitmask, a: data.start.node, b: data.bytes.node), .text)
        case "__print_flags", "__print_flags_u64":
            return try flags(wide: name.hasSuffix("_u64"))
        case "__print_symbolic", "__print_symbolic_u64":
            let value = try long(expression(), wide: name.hasSuffix("_u64"))
            try expect(",")
            return try named(.symbolic, value, delimiter: -1)
        case "__print_hex", "__print_hex_str":
            let (start, count) = try bytes()
            return try builder.add(
                Node(op: .hex, a: start.node, b: count.node, value: name == "__print_hex_str" ? 1 : 0), .text)
        case "__print_array":
            let (start, count) = try bytes()
            try expect(",")
            let size = try expression()
            return try builder.add(Node(op: .array, a: start.node, b: count.node, c: size.node), .text)
        case "__print_hex_dump":
            return try hexDump()
        case "__print_dynamic_array":
            return try dynamicArray()
        case "__print_ns_to_secs", "__print_ns_without_secs":
            let value = try builder.cast(expression(), bytes: 8, signed: false)
            return try builder.add(Node(op: name == "__print_ns_to_secs" ? .seconds : .withoutSeconds, a: value.node), .text)
        default:
            return try builtin(name)
        }
    }

    private mutating func builtin(_ name: String) throws(Uncompilable) -> Operand {
        switch name {
        case "__builtin_constant_p":
            // The compiler answered no for everything that comes out of a record.
            _ = try expression()
            return try builder.constant(0)
        case "__builtin_expect":
            let value = try expression()
            try expect(",")
            _ = try expression()
            return value
        case "__builtin_clzll":
            let value = try builder.cast(expression(), bytes: 8, signed: false)
            return try builder.add(Node(op: .leadingZeros, a: value.node), .integer(bytes: 4, signed: true))
        default:
            if let result = try kernelFunction(name) { return result }
            throw Uncompilable("the function \(name) is unknown")
        }
    }

    private mutating func dynamicField() throws(Uncompilable) -> Field {
        guard case .name(let name) = token, let field = format.field(name), field.kind == .dynamic || field.kind == .relative,
            field.bytes == 4
        else { throw Uncompilable("\(describe(token)) is no dynamic field") }
        step()
        return field
    }

    private mutating func dynamic(_ field: Field) throws(Uncompilable) -> (start: Operand, bytes: Operand) {
        let base: Int32 = field.kind == .relative ? Int32(field.offset + field.bytes) : -1
        let start = try builder.add(
            Node(op: .dynamicOffset, b: base, value: Int64(field.offset)),
            .pointer(bytes: UInt8(clamping: field.elementBytes), signed: field.signed))
        let bytes = try builder.add(
            Node(op: .dynamicBytes, value: Int64(field.offset)), .integer(bytes: 4, signed: false))
        return (start, bytes)
    }

    mutating func bytes() throws(Uncompilable) -> (Operand, Operand) {
        let start = try expression()
        guard case .pointer = start.type else { throw Uncompilable("bytes outside the record") }
        try expect(",")
        return (start, try builder.cast(expression(), bytes: 4, signed: true))
    }

    private mutating func dynamicArray() throws(Uncompilable) -> Operand {
        let data = try dynamic(dynamicField())
        try expect(",")
        let size = try expression()
        guard let bytes = builder.constant(size), [1, 2, 4, 8].contains(bytes) else {
            throw Uncompilable("an array with elements of an unknown size")
        }
        let count = try builder.binary(.divide, data.bytes, size)
        return try builder.add(Node(op: .array, a: data.start.node, b: count.node, c: size.node), .text)
    }

    private mutating func flags(wide: Bool) throws(Uncompilable) -> Operand {
        let value = try long(expression(), wide: wide)
        try expect(",")
        var delimiter: Int32 = -1
        let text = try expression()
        if text.type == .text { delimiter = text.node }
        try expect(",")
        return try named(.flags, value, delimiter: delimiter)
    }

    /// The value that __print_flags and __print_symbolic take: an unsigned long, whose size matters on 32-bit kernels.
    private mutating func long(_ value: Operand, wide: Bool) throws(Uncompilable) -> Operand {
        try builder.cast(value, bytes: wide ? 8 : UInt8(geometry.longBytes), signed: false)
    }

    /// The table of a __print_flags or __print_symbolic: `{ value, "name" }, …`, its values constant.
    private mutating func named(_ op: Node.Op, _ value: Operand, delimiter: Int32) throws(Uncompilable) -> Operand {
        var pairs: [(value: UInt64, name: [UInt8])] = []
        // The tables hold the type of the value.
        let mask = value.type == .integer(bytes: 4, signed: false) ? UInt64(UInt32.max) : .max
        repeat {
            // A trailing comma, or an empty table.
            guard accept("{") else { break }
            guard token != .symbol("}") else {
                step()
                continue
            }
            let number = try expression()
            guard let constant = builder.constant(number) else { throw Uncompilable("a table whose value is not constant") }
            try expect(",")
            if let name = try tableName() { pairs.append((UInt64(bitPattern: constant) & mask, name)) }
            try expect("}")
        } while accept(",")
        let table = builder.add(pairs)
        return try builder.add(Node(op: op, a: value.node, b: delimiter, c: table, value: Int64(pairs.count)), .text)
    }

    /// The name of a table's entry; nil for a null pointer, which ends the kernel's tables.
    private mutating func tableName() throws(Uncompilable) -> [UInt8]? {
        guard case .text(var name) = token else {
            let pointer = try expression()
            guard builder.constant(pointer) == 0 else { throw Uncompilable("a table without a name") }
            return nil
        }
        step()
        while case .text(let more) = token {
            name += more
            step()
        }
        return name
    }
}
