/// The lines of a text, without their newlines and without copying.
struct Lines: Sequence, IteratorProtocol {
    private let text: ArraySlice<UInt8>
    private var start: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        start = text.startIndex
    }

    init(_ text: [UInt8]) {
        self.init(text[...])
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard start < text.endIndex else { return nil }
        let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
        defer { start = end + 1 }
        return text[start..<end]
    }
}

extension ArraySlice<UInt8> {
    /// As text; what is not UTF-8 is repaired, for names and messages only.
    var string: String { String(decoding: self, as: UTF8.self) }

    func hasPrefix(_ prefix: StaticString) -> Bool {
        guard count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { self.starts(with: $0) }
    }

    /// Without spaces and tabs at both ends.
    var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return slice
    }

    /// Takes a decimal number from the front; nil without a digit or past 2^62.
    mutating func takeDecimal() -> Int? {
        var value = 0
        let before = startIndex
        while let digit = first, digit >= 0x30, digit <= 0x39 {
            guard value < 1 << 58 else { return nil }
            value = value * 10 + Int(digit - 0x30)
            removeFirst()
        }
        return startIndex == before ? nil : value
    }

    /// Takes hexadecimal digits from the front; nil without a digit or with more than 16.
    mutating func takeHex() -> UInt64? {
        var value: UInt64 = 0
        let before = startIndex
        while let byte = first, let digit = byte.hexValue {
            value = value << 4 | UInt64(digit)
            removeFirst()
        }
        return startIndex == before || startIndex - before > 16 ? nil : value
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x61...0x66: self - 0x61 + 10
        case 0x41...0x46: self - 0x41 + 10
        default: nil
        }
    }

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// May stand in a C identifier.
    var isIdentifier: Bool {
        isDigit || (self >= 0x61 && self <= 0x7a) || (self >= 0x41 && self <= 0x5a) || self == 0x5f
    }
}
