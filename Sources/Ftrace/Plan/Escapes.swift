/// %*pE: bytes with escapes, as string_escape_mem of lib/string_helpers.c writes them.
struct Escapes: OptionSet {
    let rawValue: UInt8

    static let space = Escapes(rawValue: 1)
    static let special = Escapes(rawValue: 2)
    static let null = Escapes(rawValue: 4)
    static let octal = Escapes(rawValue: 8)
    static let printable = Escapes(rawValue: 16)
    static let hex = Escapes(rawValue: 32)
    static let any: Escapes = [.space, .special, .null, .octal]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The letters behind %pE; none of them means ESCAPE_ANY_NP. Nil when one is unknown.
    init?(letters: Substring) {
        var flags: Escapes = []
        for letter in letters {
            switch letter {
            case "a": flags.formUnion(.any)
            case "c": flags.insert(.special)
            case "h": flags.insert(.hex)
            case "n": flags.insert(.null)
            case "o": flags.insert(.octal)
            case "p": flags.insert(.printable)
            case "s": flags.insert(.space)
            default: return nil
            }
        }
        self = flags.isEmpty ? [.any, .printable] : flags
    }

    func print(_ byte: UInt8, _ text: inout TextBuffer) {
        // isprint of lib/ctype.c also knows the upper half of Latin-1.
        if contains(.printable) && ((byte >= 0x20 && byte < 0x7f) || byte >= 0xa0) { return text.put(byte) }
        if let letter = letter(byte) {
            text.put(UInt8(ascii: "\\"))
            return text.put(letter)
        }
        if contains(.octal) {
            text.put(UInt8(ascii: "\\"))
            for shift in [6, 3, 0] { text.put(0x30 + (byte >> UInt8(shift)) & 7) }
        } else if contains(.hex) {
            text.put("\\x")
            text.putHex(UInt64(byte), digits: 2)
        } else {
            text.put(byte)
        }
    }

    private func letter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x0a where contains(.space): UInt8(ascii: "n")
        case 0x0d where contains(.space): UInt8(ascii: "r")
        case 0x09 where contains(.space): UInt8(ascii: "t")
        case 0x0b where contains(.space): UInt8(ascii: "v")
        case 0x0c where contains(.space): UInt8(ascii: "f")
        case UInt8(ascii: "\\") where contains(.special): byte
        case UInt8(ascii: "\"") where contains(.special): byte
        case 0x07 where contains(.special): UInt8(ascii: "a")
        case 0x1b where contains(.special): UInt8(ascii: "e")
        case 0 where contains(.null): UInt8(ascii: "0")
        default: nil
        }
    }
}
