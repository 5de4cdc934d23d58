/// ASCII text as the kernel writes it. All of it works on UTF-8 bytes: it is quick, and it leaves the
/// tables for Unicode's characters out of the binary where it can.
extension String {
    /// What a C function left in a buffer, up to its NUL.
    init(buffer: [CChar]) {
        self.init(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Without the white space and NULs around it.
    var trimmed: String {
        let bytes = utf8
        var start = bytes.startIndex
        var end = bytes.endIndex
        while start < end, bytes[start] <= 0x20 { start = bytes.index(after: start) }
        while start < end, bytes[bytes.index(before: end)] <= 0x20 { end = bytes.index(before: end) }
        return String(self[start..<end])
    }

    /// The lines, without their ends; empty ones are left out.
    var lines: [String] { split { $0 == 0x0a } }

    /// The words between blanks and tabs.
    var words: [String] { split { $0 <= 0x20 } }

    func split(_ separator: (UInt8) -> Bool) -> [String] {
        utf8.split(omittingEmptySubsequences: true, whereSeparator: separator).map { String(Substring($0)) }
    }

    /// What stands before and after the first `separator`; nil when there is none.
    func cut(_ separator: UInt8) -> (head: String, tail: String)? {
        guard let at = utf8.firstIndex(of: separator) else { return nil }
        return (String(self[..<at]), String(self[utf8.index(after: at)...]))
    }

    func starts(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    func holds(_ part: String) -> Bool {
        let bytes = Array(utf8)
        let wanted = Array(part.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }

    /// What follows the prefix; nil when the text does not start with it.
    func after(_ prefix: String) -> String? {
        starts(prefix) ? String(Substring(utf8.dropFirst(prefix.utf8.count))) : nil
    }

    /// With control characters replaced by blanks: fit for one line of a log.
    var printable: String {
        String(decoding: utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }, as: UTF8.self)
    }

    /// At most `max` bytes, cut between characters: fit for a string on the wire.
    func prefix(bytes max: Int) -> String {
        guard utf8.count > max else { return self }
        var bytes = Array(utf8.prefix(max))
        // A cut may leave the head of a character: continuation bytes first, then their lead byte.
        while let last = bytes.last, last & 0xc0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0xc0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Hexadecimal, lower case, with leading zeros up to `digits`.
func hex(_ value: UInt64, digits: Int = 1) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
