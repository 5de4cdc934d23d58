/// The arguments of a binary printf, taken one after the other (get_arg in lib/vsprintf.c).
struct BinaryArguments {
    private let record: Record
    private let start: Int
    private var offset: Int

    init(record: Record, start: Int) {
        self.record = record
        self.start = start
        offset = start
    }

    /// The next number of 1, 2, 4 or 8 bytes; 0 where the record has ended.
    mutating func take(_ bytes: UInt8) -> Int64 {
        let alignment = min(4, Int(bytes))
        offset = start + (offset - start + alignment - 1) / alignment * alignment
        guard record.holds(offset, Int(bytes)) else { return 0 }
        defer { offset += Int(bytes) }
        return record.load(offset, bytes: bytes, signed: true)
    }

    /// The next string, of which at most `bytes` are printed.
    mutating func takeString(bytes: Int, _ text: inout TextBuffer) {
        guard record.holds(offset, 0) else { return }
        var end = offset
        while end < record.count, record.u8(end) != 0 { end += 1 }
        text.put(record.base + offset, min(end - offset, max(0, bytes)))
        offset = min(end + 1, record.count)
    }

    /// The conversion with its width and precision, which may be arguments themselves.
    mutating func field(_ conversion: Conversion) -> PrintfField {
        var field = PrintfField(conversion)
        switch conversion.width {
        case .none: break
        case .constant(let width): field.width = width
        case .argument:
            let width = Int(Int32(truncatingIfNeeded: take(4)))
            field.left = field.left || width < 0
            field.width = min(abs(width), Conversion.amountMax)
        }
        switch conversion.precision {
        case .none: break
        case .constant(let precision): field.precision = precision
        case .argument: field.precision = min(Int(Int32(truncatingIfNeeded: take(4))), Conversion.amountMax)
        }
        return field
    }
}

/// One conversion about to be printed.
struct PrintfField {
    let conversion: Conversion
    var left: Bool
    var width = 0
    /// Negative: none.
    var precision = -1

    init(_ conversion: Conversion) {
        self.conversion = conversion
        left = conversion.left
    }

    /// number() in lib/vsprintf.c.
    func printNumber(_ full: Int64, _ text: inout TextBuffer) {
        let signed = conversion.letter == UInt8(ascii: "d") || conversion.letter == UInt8(ascii: "i")
        let value = Arithmetic.normalized(full, bytes: conversion.bytes, signed: signed)
        let mark = text.count
        var magnitude = UInt64(bitPattern: value)
        if signed {
            magnitude = value.magnitude
            if value < 0 {
                text.put("-")
            } else if conversion.plus {
                text.put("+")
            } else if conversion.space {
                text.put(" ")
            }
        }
        let upper = conversion.letter == UInt8(ascii: "X")
        let isHex = upper || conversion.letter == UInt8(ascii: "x")
        let isOctal = conversion.letter == UInt8(ascii: "o")
        if conversion.special && isHex { text.put(upper ? "0X" : "0x") }
        if conversion.special && isOctal && magnitude != 0 { text.put("0") }
        let digits = text.count
        if isHex {
            text.putHex(magnitude, upper: upper)
        } else if isOctal {
            text.putOctal(magnitude)
        } else {
            text.putDecimal(magnitude)
        }
        let zeros = conversion.zero && !left && precision < 0 ? width - (digits - mark) : precision
        text.pad(from: digits, width: zeros, left: false, with: 0x30)
        text.pad(from: mark, width: width, left: left)
    }
}
