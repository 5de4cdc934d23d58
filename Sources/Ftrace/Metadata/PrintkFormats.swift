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
            // t_show in kernel/trace/trace_printk.c writes a backslash of the string itself as it is.
            let escapes: [UInt8: UInt8] = [UInt8(ascii: "n"): 0x0a, UInt8(ascii: "t"): 0x09, UInt8(ascii: "\""): 0x22]
            if byte == UInt8(ascii: "\\"), let next = rest.first, let escaped = escapes[next] {
                rest.removeFirst()
                result.append(escaped)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// Every string with its address.
    var all: [UInt64: [UInt8]] { strings }

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
