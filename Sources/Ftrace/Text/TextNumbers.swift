extension TextBuffer {
    @inline(__always)
    mutating func putDecimal(_ value: UInt64) {
        reserve(Cursor.numberBytesMax)
        var cursor = end
        cursor.putDecimal(value)
        commit(cursor)
    }

    @inline(__always)
    mutating func putDecimal(_ value: Int64) {
        reserve(Cursor.numberBytesMax)
        var cursor = end
        cursor.putDecimal(value)
        commit(cursor)
    }

    /// Decimal digits in a field of `width`, spaces (or `with`) before them.
    mutating func putDecimal(_ value: UInt64, width: Int, with byte: UInt8 = 0x20) {
        let mark = count
        putDecimal(value)
        pad(from: mark, width: width, left: false, with: byte)
    }

    mutating func putDecimal(_ value: Int64, width: Int) {
        let mark = count
        putDecimal(value)
        pad(from: mark, width: width, left: false)
    }

    /// Hexadecimal digits without leading zeros.
    @inline(__always)
    mutating func putHex(_ value: UInt64) {
        reserve(Cursor.numberBytesMax)
        var cursor = end
        cursor.putHex(value)
        commit(cursor)
    }

    mutating func putHex(_ value: UInt64, upper: Bool) {
        putHex(value, digits: (67 - (value | 1).leadingZeroBitCount) / 4, upper: upper)
    }

    /// The lowest `digits` hexadecimal digits.
    @inline(__always)
    mutating func putHex(_ value: UInt64, digits: Int, upper: Bool = false) {
        let letter: UInt8 = upper ? 0x41 - 10 : 0x61 - 10
        var shift = (digits - 1) * 4
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
            put(digit < 10 ? 0x30 + digit : letter + digit)
            shift -= 4
        }
    }

    mutating func putOctal(_ value: UInt64) {
        let digits = value == 0 ? 1 : (66 - value.leadingZeroBitCount) / 3
        for digit in stride(from: digits - 1, through: 0, by: -1) {
            put(0x30 + UInt8(truncatingIfNeeded: value >> UInt64(digit * 3)) & 7)
        }
    }
}
