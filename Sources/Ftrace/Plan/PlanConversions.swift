extension Plan {
    /// A conversion that is neither fixed text nor a plain decimal field.
    func print(_ step: Step, _ record: Record, _ text: inout TextBuffer) {
        var width = Int(step.width)
        var left = step.left
        if step.widthNode >= 0 {
            let value = Int(value(step.widthNode, record))
            left = left || value < 0
            width = min(abs(value), Conversion.amountMax)
        }
        var precision = Int(step.precision)
        if step.precisionNode >= 0 { precision = min(Int(value(step.precisionNode, record)), Conversion.amountMax) }
        let mark = text.count
        switch step.kind {
        case .literal, .decimalField, .signed32, .unsigned32, .signed64, .unsigned64, .hexField, .hexPrefixed, .text16,
            .textField, .dynamicText, .function, .caller, .memo:
            return
        case .integer:
            printInteger(step, value(step.a, record), width: left ? 0 : width, precision: precision, &text)
        case .character: text.put(UInt8(truncatingIfNeeded: value(step.a, record)))
        case .text:
            printText(step.a, record, &text)
            if precision >= 0, text.count - mark > precision { text.cut(to: mark + precision) }
        case .symbol, .symbolOffset:
            let address = UInt64(bitPattern: value(step.a, record))
            // %pB means a return address: the symbol is that of the call before it (sprint_backtrace).
            let isCaller = step.kind == .symbolOffset && step.special
            context.symbols.print(address, offset: step.kind == .symbolOffset, back: isCaller ? 1 : 0, &text)
        case .probeAddress:
            context.symbols.printFunction(address(step, record), offset: true, &text)
        case .probeFunction:
            context.symbols.printFunction(address(step, record), offset: false, &text)
        case .address, .errorName:
            printPointer(step, value(step.a, record), width: left ? 0 : width, &text)
        case .unknownAddress: text.put("(____ptrval____)")
        case .hexBytes, .escaped, .bitmap, .bitmapList:
            // The width counts the bytes or bits to print instead of padding.
            printCounted(step, width, record, &text)
            return
        case .ip4, .ip6, .ip6Compressed, .socketAddress, .mac, .uuid:
            printNetwork(step, record, &text)
        }
        text.pad(from: mark, width: width, left: left)
    }

    private func address(_ step: Step, _ record: Record) -> UInt64 {
        UInt64(bitPattern: record.load(Int(step.a), bytes: step.bytes, signed: false))
    }

    /// lib/vsprintf.c, number(): the zeros of "0" and of a precision stand between the prefix and the digits.
    private func printInteger(_ step: Step, _ full: Int64, width: Int, precision: Int, _ text: inout TextBuffer) {
        let value = Arithmetic.normalized(full, bytes: step.bytes, signed: step.signed)
        let mark = text.count
        var magnitude = UInt64(bitPattern: value)
        if step.signed {
            if value < 0 {
                text.put("-")
                magnitude = value.magnitude
            } else if step.plus {
                text.put("+")
            } else if step.space {
                text.put(" ")
            }
        }
        if step.special && step.base == 16 { text.put(step.upper ? "0X" : "0x") }
        if step.special && step.base == 8 && magnitude != 0 { text.put("0") }
        let digits = text.count
        switch step.base {
        case 16: text.putHex(magnitude, upper: step.upper)
        case 8: text.putOctal(magnitude)
        default: text.putDecimal(magnitude)
        }
        let zeros = max(step.zero ? width - (digits - mark) : 0, precision)
        text.pad(from: digits, width: zeros, left: false, with: 0x30)
    }

    private func printCounted(_ step: Step, _ count: Int, _ record: Record, _ text: inout TextBuffer) {
        switch step.kind {
        case .hexBytes:
            // The kernel prints at most 64 bytes, and one when no count is given; a given count may be 0.
            if count == 0 && step.widthNode >= 0 { return }
            let (offset, bytes) = piece(step.a, Int64(min(max(count, 1), 64)), record)
            for index in 0..<bytes {
                if index > 0 && step.base != 0 { text.put(step.base) }
                text.putHex(UInt64(record.u8(offset + index)), digits: 2)
            }
        case .escaped:
            let (offset, bytes) = piece(step.a, Int64(max(count, 1)), record)
            for index in 0..<bytes { Escapes(rawValue: step.base).print(record.u8(offset + index), &text) }
        default:
            let (offset, bytes) = piece(step.a, Int64((count + 7) / 8), record)
            let bits = min(count, bytes * 8)
            if step.kind == .bitmap {
                Bitmap.print(record, offset, bits: bits, &text)
            } else {
                Bitmap.printList(record, offset, bits: bits, &text)
            }
        }
    }
}
