/// Where the next byte of text goes: a bare pointer, so that it lives in a register while a line is printed. Whoever
/// holds one has reserved room for all that is written (`TextBuffer.reserve`), `Cursor.slack` bytes more included.
typealias Cursor = UnsafeMutablePointer<UInt8>

extension UnsafeMutablePointer<UInt8> {
    /// Copies are made in pieces of 16 bytes and may write this much past their end, where the next text follows.
    static var slack: Int { 32 }
    /// More than the digits of any number, with a sign and a prefix.
    static var numberBytesMax: Int { 24 }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        pointee = byte
        self += 1
    }

    /// Copies `count` bytes; reads and writes up to 15 more. `source` must have them.
    @inline(__always)
    mutating func copyLoosely(_ source: UnsafeRawPointer, _ count: Int) {
        var done = 0
        repeat {
            let piece = source.loadUnaligned(fromByteOffset: done, as: SIMD16<UInt8>.self)
            UnsafeMutableRawPointer(self).storeBytes(of: piece, toByteOffset: done, as: SIMD16<UInt8>.self)
            done += 16
        } while done < count
        self += count
    }

    // Numbers.

    /// "00" to "99", two bytes each.
    @inline(__always)
    private static var pairs: UnsafeRawPointer {
        let digits: StaticString = """
            00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051\
            52535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697989900
            """
        return UnsafeRawPointer(digits.utf8Start)
    }

    @inline(__always)
    private func pair(_ value: UInt32, at offset: Int) {
        let digits = Self.pairs.loadUnaligned(fromByteOffset: Int(value) * 2, as: UInt16.self)
        UnsafeMutableRawPointer(self).storeBytes(of: digits, toByteOffset: offset, as: UInt16.self)
    }

    @inline(__always)
    mutating func putDecimal(_ value: UInt64) {
        if value < 10 {
            put(0x30 + UInt8(truncatingIfNeeded: value))
        } else if value < 100 {
            pair(UInt32(truncatingIfNeeded: value), at: 0)
            self += 2
        } else if value < 100_000_000 {
            putDecimal32(UInt32(truncatingIfNeeded: value))
        } else {
            putLongDecimal(value)
        }
    }

    @inline(__always)
    mutating func putDecimal(_ value: Int64) {
        if value < 0 { put(UInt8(ascii: "-")) }
        putDecimal(value.magnitude)
    }

    /// 100 to 99,999,999: pairs from the end.
    @inline(__always)
    private mutating func putDecimal32(_ value: UInt32) {
        let count =
            value < 10_000 ? (value < 1000 ? 3 : 4) : value < 1_000_000 ? (value < 100_000 ? 5 : 6) : value < 10_000_000 ? 7 : 8
        var rest = value
        var at = count
        while at > 1 {
            at -= 2
            pair(rest % 100, at: at)
            rest /= 100
        }
        if at == 1 { pointee = 0x30 + UInt8(truncatingIfNeeded: rest) }
        self += count
    }

    @inline(never)
    private mutating func putLongDecimal(_ value: UInt64) {
        let high = value / 100_000_000
        putDecimal(high)
        putPadded8(UInt32(truncatingIfNeeded: value - high * 100_000_000))
    }

    @inline(__always)
    private mutating func putPadded8(_ value: UInt32) {
        let high = value / 10_000
        let low = value % 10_000
        pair(high / 100, at: 0)
        pair(high % 100, at: 2)
        pair(low / 100, at: 4)
        pair(low % 100, at: 6)
        self += 8
    }

    /// Six digits with leading zeros, of a number below a million.
    @inline(__always)
    mutating func putPadded6(_ value: UInt32) {
        let high = value / 10_000
        let low = value % 10_000
        pair(high, at: 0)
        pair(low / 100, at: 2)
        pair(low % 100, at: 4)
        self += 6
    }

    /// Hexadecimal digits without leading zeros.
    @inline(__always)
    mutating func putHex(_ value: UInt64) {
        let digits = (67 - (value | 1).leadingZeroBitCount) / 4
        let aligned = value << UInt64((16 - digits) * 4)
        UnsafeMutableRawPointer(self).storeBytes(of: Self.hexDigits(aligned >> 32), as: UInt64.self)
        if digits > 8 {
            UnsafeMutableRawPointer(self).storeBytes(
                of: Self.hexDigits(aligned & 0xffff_ffff), toByteOffset: 8, as: UInt64.self)
        }
        self += digits
    }

    /// The eight digits of 32 bits, the highest in the first byte of memory.
    @inline(__always)
    private static func hexDigits(_ value: UInt64) -> UInt64 {
        // Each nibble in a byte of its own: halves, then quarters, then eighths.
        var spread = (value & 0xffff) << 32 | value >> 16
        spread = (spread & 0x0000_00ff_0000_00ff) << 16 | (spread & 0x0000_ff00_0000_ff00) >> 8
        spread = (spread & 0x000f_000f_000f_000f) << 8 | (spread & 0x00f0_00f0_00f0_00f0) >> 4
        // 10 and more get a carry into bit 4, which becomes the distance from "9" + 1 to "a".
        let letters = ((spread &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return (spread &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).littleEndian
    }

    /// The bytes of a field up to its zero, at most `count`. Reads 16 bytes at a time: only for fields with as many
    /// behind them (`Record.loose`), else `putString`.
    @inline(__always)
    mutating func putString16(_ source: UnsafeRawPointer) {
        let low = source.loadUnaligned(as: UInt64.self)
        let high = source.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        UnsafeMutableRawPointer(self).storeBytes(of: low, as: UInt64.self)
        UnsafeMutableRawPointer(self).storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
        let lowZero = Self.firstZero(low.littleEndian)
        self += lowZero < 8 ? lowZero : 8 + Self.firstZero(high.littleEndian)
    }

    /// The index of the lowest byte that is zero; 8 when there is none.
    @inline(__always)
    static func firstZero(_ word: UInt64) -> Int {
        let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
        return zeros.trailingZeroBitCount / 8
    }

    mutating func putString(_ source: UnsafeRawPointer, _ count: Int) {
        var index = 0
        while index < count {
            let byte = source.load(fromByteOffset: index, as: UInt8.self)
            if byte == 0 { break }
            self[index] = byte
            index += 1
        }
        self += index
    }
}
