/// One word of a print format: C as the kernel's macros leave it.
enum Token: Equatable {
    case text([UInt8])
    case number(UInt64, bytes: UInt8, signed: Bool)
    case name(String)
    case symbol(String)
    case end
}

/// Why a print format cannot become a plan. It is then printed as a list of fields.
struct Uncompilable: Error, Equatable, Sendable {
    let reason: String
    /// It is about a value of the moment the kernel printed its text, which no record holds: all else can be printed.
    let momentary: Bool

    init(_ reason: String, momentary: Bool = false) {
        self.reason = reason
        self.momentary = momentary
    }
}

/// Cuts a print format into tokens.
struct Lexer {
    private var rest: ArraySlice<UInt8>

    private static let symbols = ["<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "->"].map { Array($0.utf8) }
    /// More than any print format has; what is longer is no print format.
    static let tokensMax = 65536

    init(_ text: [UInt8]) {
        rest = text[...]
    }

    /// All tokens, `.end` last.
    static func tokens(_ text: [UInt8]) throws(Uncompilable) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token == .end { return tokens }
            guard tokens.count < tokensMax else { throw Uncompilable("more than \(tokensMax) tokens") }
        }
    }

    private mutating func next() throws(Uncompilable) -> Token {
        while let byte = rest.first, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { rest.removeFirst() }
        guard let first = rest.first else { return .end }
        switch first {
        case UInt8(ascii: "\""):
            return .text(try quoted(until: first))
        case UInt8(ascii: "'"):
            let bytes = try quoted(until: first)
            guard bytes.count == 1 else { throw Uncompilable("a character constant of \(bytes.count) characters") }
            return .number(UInt64(bytes[0]), bytes: 4, signed: true)
        case _ where first.isDigit:
            return try number()
        case _ where first.isIdentifier:
            let word = rest.prefix { $0.isIdentifier }
            rest = rest[word.endIndex...]
            return .name(word.string)
        default:
            for symbol in Self.symbols where rest.starts(with: symbol) {
                rest.removeFirst(2)
                return .symbol(symbol[...].string)
            }
            rest.removeFirst()
            return .symbol([first][...].string)
        }
    }

    /// A literal with its escapes resolved.
    private mutating func quoted(until quote: UInt8) throws(Uncompilable) -> [UInt8] {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote { return bytes }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = rest.popFirst() else { break }
            switch escaped {
            case UInt8(ascii: "n"): bytes.append(0x0a)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "r"): bytes.append(0x0d)
            case UInt8(ascii: "a"): bytes.append(0x07)
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0c)
            case UInt8(ascii: "v"): bytes.append(0x0b)
            case UInt8(ascii: "e"): bytes.append(0x1b)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                var value = escaped & 7
                for _ in 0..<2 {
                    guard let digit = rest.first, digit >= 0x30, digit <= 0x37 else { break }
                    value = value &<< 3 | digit & 7
                    rest.removeFirst()
                }
                bytes.append(value)
            case UInt8(ascii: "x"):
                guard let high = rest.popFirst()?.hexValue else { throw Uncompilable("a bad \\x escape") }
                var value = high
                if let low = rest.first?.hexValue {
                    value = value << 4 | low
                    rest.removeFirst()
                }
                bytes.append(value)
            default: bytes.append(escaped)
            }
        }
        throw Uncompilable("a literal without its end")
    }

    private mutating func number() throws(Uncompilable) -> Token {
        var value: UInt64 = 0
        var decimal = true
        if rest.starts(with: [0x30, 0x78]) || rest.starts(with: [0x30, 0x58]) {
            rest.removeFirst(2)
            guard let hex = rest.takeHex() else { throw Uncompilable("a bad hexadecimal number") }
            value = hex
            decimal = false
        } else {
            let octal = rest.first == 0x30
            decimal = !octal
            while let digit = rest.first, digit.isDigit {
                let (product, overflow) = value.multipliedReportingOverflow(by: octal ? 8 : 10)
                let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
                guard !overflow, !carry else { throw Uncompilable("a number of more than 64 bits") }
                value = sum
                rest.removeFirst()
            }
        }
        return sized(value, decimal: decimal)
    }

    /// The type C gives a constant: the first of int, unsigned (not for decimals), long, unsigned long that holds it.
    private mutating func sized(_ value: UInt64, decimal: Bool) -> Token {
        var unsigned = false
        var long = false
        while let suffix = rest.first, "uUlL".utf8.contains(suffix) {
            if suffix == UInt8(ascii: "u") || suffix == UInt8(ascii: "U") { unsigned = true } else { long = true }
            rest.removeFirst()
        }
        if !long && !unsigned && value <= UInt64(Int32.max) { return .number(value, bytes: 4, signed: true) }
        if !long && (unsigned || !decimal) && value <= UInt64(UInt32.max) { return .number(value, bytes: 4, signed: false) }
        return .number(value, bytes: 8, signed: !unsigned && value <= UInt64(Int64.max))
    }
}
