extension Plan {
    /// What a text node prints (kernel/trace/trace_output.c, trace_print_*_seq).
    func printText(_ index: Int32, _ record: Record, _ text: inout TextBuffer) {
        let node = nodes.base[Int(index)]
        switch node.op {
        case .literal: text.put(pool.base + Int(node.a), Int(node.b))
        case .select: printText(value(node.a, record) != 0 ? node.b : node.c, record, &text)
        case .string: printString(node, record, &text)
        case .kernelString: context.strings.print(UInt64(bitPattern: value(node.a, record)), &text)
        case .flags: printFlags(node, record, &text)
        case .symbolic: printSymbolic(node, record, &text)
        case .hex: printHex(node, record, &text)
        case .array: printArray(node, record, &text)
        case .bitmask:
            let (offset, bytes) = piece(node.a, value(node.b, record), record)
            if context.options.bitmaskList {
                Bitmap.printList(record, offset, bits: bytes * 8, &text)
            } else {
                Bitmap.print(record, offset, bits: bytes * 8, &text)
            }
        case .hexDump:
            let (offset, bytes) = piece(node.a, value(node.b, record), record)
            let label = nodes.base[Int(node.c)]
            HexDump(packed: node.value).print(
                record, offset, bytes, label: UnsafeBufferPointer(start: pool.base + Int(label.a), count: Int(label.b)), &text)
        case .seconds, .withoutSeconds:
            let nanoseconds = UInt64(bitPattern: value(node.a, record))
            if node.op == .seconds {
                text.putDecimal(nanoseconds / 1_000_000_000)
                text.put(UInt8(ascii: "."))
                text.putDecimal(nanoseconds % 1_000_000_000, width: 9, with: 0x30)
            } else {
                text.putDecimal(nanoseconds % 1_000_000_000, width: 9, with: 0x30)
            }
        default: break
        }
    }

    private func printString(_ node: Node, _ record: Record, _ text: inout TextBuffer) {
        let (offset, bytes) = piece(node.a, node.value, record)
        var end = offset
        while end < offset + bytes, record.u8(end) != 0 { end += 1 }
        text.put(record.base + offset, end - offset)
    }

    private func printFlags(_ node: Node, _ record: Record, _ text: inout TextBuffer) {
        var flags = UInt64(bitPattern: value(node.a, record))
        let mark = text.count
        var first = true
        for index in 0..<Int(node.value) where flags != 0 {
            let entry = table.base[Int(node.c) + index]
            guard flags & entry.value == entry.value else { continue }
            flags &= ~entry.value
            // Entries of no bits are printed each time, and the delimiter may be long.
            guard text.count - mark < Self.lineBytesMax else { return }
            if !first { delimit(node, &text) }
            first = false
            text.put(pool.base + Int(entry.offset), Int(entry.bytes))
        }
        if flags != 0 {
            if text.count > mark { delimit(node, &text) }
            text.put("0x")
            text.putHex(flags)
        }
    }

    private func delimit(_ node: Node, _ text: inout TextBuffer) {
        guard node.b >= 0 else { return }
        let delimiter = nodes.base[Int(node.b)]
        text.put(pool.base + Int(delimiter.a), Int(delimiter.b))
    }

    private func printSymbolic(_ node: Node, _ record: Record, _ text: inout TextBuffer) {
        let value = UInt64(bitPattern: value(node.a, record))
        for index in 0..<Int(node.value) {
            let entry = table.base[Int(node.c) + index]
            if entry.value == value {
                text.put(pool.base + Int(entry.offset), Int(entry.bytes))
                // The kernel looks at what was printed: an empty name prints the number as well.
                if entry.bytes == 0 { break }
                return
            }
        }
        text.put("0x")
        text.putHex(value)
    }

    private func printHex(_ node: Node, _ record: Record, _ text: inout TextBuffer) {
        let (offset, bytes) = piece(node.a, value(node.b, record), record)
        for index in 0..<bytes {
            if index > 0 && node.value == 0 { text.put(0x20) }
            text.putHex(UInt64(record.u8(offset + index)), digits: 2)
        }
    }

    private func printArray(_ node: Node, _ record: Record, _ text: inout TextBuffer) {
        let size = value(node.c, record)
        guard [1, 2, 4, 8].contains(size) else {
            text.put("{}")
            return
        }
        let count = min(max(0, value(node.b, record)), Int64(record.count))
        let (offset, bytes) = piece(node.a, count * size, record)
        text.put("{")
        for index in 0..<(bytes / Int(size)) {
            if index > 0 { text.put(",") }
            text.put("0x")
            text.putHex(UInt64(bitPattern: record.load(offset + index * Int(size), bytes: UInt8(size), signed: false)))
        }
        text.put("}")
    }
}

/// Bitmaps as the kernel prints them, in words of 32 bits whatever the byte order of the record.
enum Bitmap {
    private static func isSet(_ record: Record, _ offset: Int, _ bit: Int) -> Bool {
        // Bits count from the lowest of each byte; on big-endian kernels, of each long.
        let byte = record.bigEndian ? (bit / 64) * 8 + 7 - (bit % 64) / 8 : bit / 8
        return record.holds(offset + byte, 1) && record.u8(offset + byte) & (1 << UInt8(bit % 8)) != 0
    }

    /// %*pb: hexadecimal, commas between words.
    static func print(_ record: Record, _ offset: Int, bits: Int, _ text: inout TextBuffer) {
        var high = bits
        while high > 0 {
            let low = (high - 1) / 32 * 32
            var word: UInt64 = 0
            for bit in low..<high where isSet(record, offset, bit) { word |= 1 << UInt64(bit - low) }
            text.putHex(word, digits: (high - low + 3) / 4)
            if low > 0 { text.put(",") }
            high = low
        }
    }

    /// %*pbl: ranges.
    static func printList(_ record: Record, _ offset: Int, bits: Int, _ text: inout TextBuffer) {
        var bit = 0
        var first = true
        while bit < bits {
            guard isSet(record, offset, bit) else {
                bit += 1
                continue
            }
            let start = bit
            while bit < bits, isSet(record, offset, bit) { bit += 1 }
            if !first { text.put(",") }
            first = false
            text.putDecimal(UInt64(start))
            if bit - 1 > start {
                text.put("-")
                text.putDecimal(UInt64(bit - 1))
            }
        }
    }
}
