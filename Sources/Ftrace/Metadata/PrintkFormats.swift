/// `printk_formats`: the strings that records only point to, by their addresses. Lines are `0xADDRESS : "text"`.
final class PrintkFormats: Sendable {
    private let strings: [UInt64: [UInt8]]

    init(_ text: [UInt8]) {
        var strings: [UInt64: [UInt8]] = [:]
        for line in Lines(text) {
            var rest = line.trimmed
            guard rest.hasPrefix("0x") else { continue }
            rest = rest.dropFirst(2)
            guard let address = rest.takeHex(), let open = rest.firstIndex(of: UInt8(ascii: "\"")),
                let close = rest.lastIndex(of: UInt8(ascii: "\"")), close > open
            else { continue }
            strings[address] = Self.unescaped(rest[(open + 1)..<close])
        }
        self.strings = strings
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "t"): result.append(0x09)
            default: result.append(next)
            }
        }
        return result
    }

    subscript(_ address: UInt64) -> [UInt8]? { strings[address] }

    /// The string, or the address where it is not known.
    func print(_ address: UInt64, _ text: inout TextBuffer) {
        if let string = strings[address] {
            text.put(string[...])
        } else if address == 0 {
            text.put("(null)")
        } else {
            text.put("(0x")
            text.putHex(address)
            text.put(")")
        }
    }
}
