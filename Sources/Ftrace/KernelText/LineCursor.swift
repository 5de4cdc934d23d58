/// Takes one line of a kernel text apart from the left. Every step either succeeds and moves, or returns nil or false.
struct LineCursor {
    private(set) var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) {
        rest = line
    }

    var isAtEnd: Bool { rest.isEmpty }
    var first: UInt8? { rest.first }

    mutating func skipSpaces() {
        while let byte = rest.first, byte == 0x20 || byte == 0x09 { rest.removeFirst() }
    }

    mutating func skip(_ prefix: StaticString) -> Bool {
        guard rest.hasPrefix(prefix) else { return false }
        rest = rest.dropFirst(prefix.utf8CodeUnitCount)
        return true
    }

    mutating func skip(_ prefix: [UInt8]) -> Bool {
        guard rest.starts(with: prefix) else { return false }
        rest = rest.dropFirst(prefix.count)
        return true
    }

    /// Exactly this many bytes.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// What stands before the first occurrence of the separator, which is taken as well.
    mutating func take(before separator: StaticString) -> ArraySlice<UInt8>? {
        guard let at = rest.firstIndex(of: separator) else { return nil }
        defer { rest = rest[(at + separator.utf8CodeUnitCount)...] }
        return rest[..<at]
    }

    /// Up to the next space or the end; nil when there is nothing.
    mutating func word() -> ArraySlice<UInt8>? {
        let word = rest.prefix { $0 != 0x20 && $0 != 0x09 }
        guard !word.isEmpty else { return nil }
        rest = rest[word.endIndex...]
        return word
    }

    /// A decimal number of 64 bits; nil without a digit or past 2^64.
    mutating func unsigned() -> UInt64? {
        var value: UInt64 = 0
        var at = rest.startIndex
        while at < rest.endIndex, rest[at].isDigit {
            let (high, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = high.addingReportingOverflow(UInt64(rest[at] - 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
            at += 1
        }
        guard at > rest.startIndex else { return nil }
        rest = rest[at...]
        return value
    }

    /// A decimal number that fits, perhaps with a sign.
    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
        let before = rest
        let negative = T.isSigned && skip("-")
        guard let magnitude = unsigned(), let value = Self.value(magnitude, negative: negative, type) else {
            rest = before
            return nil
        }
        return value
    }

    private static func value<T: FixedWidthInteger>(_ magnitude: UInt64, negative: Bool, _ type: T.Type) -> T? {
        guard negative else { return T(exactly: magnitude) }
        guard magnitude <= UInt64(Int64.max) else { return nil }
        return T(exactly: -Int64(magnitude))
    }

    mutating func hex() -> UInt64? { rest.takeHex() }
}

extension ArraySlice<UInt8> {
    func firstIndex(of wanted: StaticString) -> Int? {
        wanted.withUTF8Buffer { index(of: $0, last: false) }
    }

    func lastIndex(of wanted: StaticString) -> Int? {
        wanted.withUTF8Buffer { index(of: $0, last: true) }
    }

    func firstIndex(of wanted: [UInt8]) -> Int? {
        wanted.withUnsafeBufferPointer { index(of: $0, last: false) }
    }

    private func index(of wanted: UnsafeBufferPointer<UInt8>, last: Bool) -> Int? {
        guard let head = wanted.first, count >= wanted.count else { return nil }
        return withUnsafeBufferPointer { bytes in
            let ends = bytes.count - wanted.count
            var step = 0
            while step <= ends {
                let at = last ? ends - step : step
                step += 1
                if bytes[at] == head, bytes[at..<(at + wanted.count)].elementsEqual(wanted) { return startIndex + at }
            }
            return nil
        }
    }

    /// Without the spaces that pad a column on the left.
    var withoutLeadingSpaces: ArraySlice<UInt8> { drop { $0 == 0x20 } }

    /// Without the spaces that pad a column on the right.
    var withoutTrailingSpaces: ArraySlice<UInt8> {
        var slice = self
        while slice.last == 0x20 { slice.removeLast() }
        return slice
    }
}
