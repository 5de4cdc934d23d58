/// __print_hex_dump: lines of hexadecimal groups (hex_dump_to_buffer of lib/hexdump.c, seq_buf_hex_dump of lib/seq_buf.c).
struct HexDump {
    /// DUMP_PREFIX_NONE, _ADDRESS, _OFFSET.
    var prefix: Int64
    var rowBytes: Int
    var groupBytes: Int
    var ascii: Bool

    init(prefix: Int64, rowBytes: Int64, groupBytes: Int64, ascii: Bool) {
        self.prefix = prefix
        self.rowBytes = rowBytes == 32 ? 32 : 16
        self.groupBytes = [1, 2, 4, 8].contains(groupBytes) ? Int(groupBytes) : 1
        self.ascii = ascii
    }

    /// As one number, for a node's `value`.
    var packed: Int64 {
        prefix & 3 | Int64(rowBytes) << 8 | Int64(groupBytes) << 16 | (ascii ? 1 << 24 : 0)
    }

    init(packed: Int64) {
        self.init(
            prefix: packed & 3, rowBytes: packed >> 8 & 0xff, groupBytes: packed >> 16 & 0xff, ascii: packed >> 24 & 1 != 0)
    }

    /// Each line behind a newline of its own at the start, as the kernel begins the dump on a line of its own.
    func print(
        _ record: Record, _ offset: Int, _ bytes: Int, label: UnsafeBufferPointer<UInt8>, _ text: inout TextBuffer
    ) {
        text.put("\n")
        let mark = text.count
        for start in stride(from: 0, to: bytes, by: rowBytes) where text.count - mark < Plan.lineBytesMax {
            if let base = label.baseAddress { text.put(base, label.count) }
            if prefix == 2 {
                text.putHex(UInt64(start), digits: 8)
                text.put(": ")
            } else if prefix == 1 {
                // Where the record lay in the kernel's memory: a hashed pointer at that.
                text.put("(____ptrval____): ")
            }
            line(record, offset + start, min(rowBytes, bytes - start), &text)
            text.put("\n")
        }
    }

    private func line(_ record: Record, _ offset: Int, _ bytes: Int, _ text: inout TextBuffer) {
        let mark = text.count
        // A line that groups do not divide is written byte by byte.
        let group = bytes % groupBytes == 0 ? groupBytes : 1
        for place in stride(from: 0, to: bytes, by: group) {
            if place > 0 { text.put(" ") }
            let value = record.load(offset + place, bytes: UInt8(group), signed: false)
            text.putHex(UInt64(bitPattern: value), digits: group * 2)
        }
        guard ascii else { return }
        text.fill(0x20, rowBytes * 2 + rowBytes / group + 1 - (text.count - mark))
        for place in 0..<bytes {
            let byte = record.u8(offset + place)
            text.put(byte >= 0x20 && byte < 0x7f ? byte : UInt8(ascii: "."))
        }
    }
}

extension ExpressionParser {
    /// __print_hex_dump(prefix, type, row, group, buffer, length, ascii).
    mutating func hexDump() throws(Uncompilable) -> Operand {
        let label = try expression()
        guard builder.nodes[Int(label.node)].op == .literal else { throw Uncompilable("a dump behind a text that is no literal") }
        var numbers: [Int64] = []
        for _ in 0..<3 {
            try expect(",")
            let operand = try expression()
            guard let number = builder.constant(operand) else { throw Uncompilable("a dump of an unknown form") }
            numbers.append(number)
        }
        try expect(",")
        let (start, count) = try bytes()
        try expect(",")
        let ascii = try expression()
        let dump = HexDump(
            prefix: numbers[0], rowBytes: numbers[1], groupBytes: numbers[2], ascii: builder.constant(ascii) != 0)
        return try builder.add(Node(op: .hexDump, a: start.node, b: count.node, c: label.node, value: dump.packed), .text)
    }
}
