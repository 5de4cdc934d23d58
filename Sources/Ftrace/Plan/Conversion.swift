/// One conversion of a printf format, as lib/vsprintf.c reads it.
struct Conversion {
    var left = false
    var plus = false
    var space = false
    var special = false
    var zero = false
    var width = Amount.none
    var precision = Amount.none
    /// Bytes of the argument: 1 (hh), 2 (h), 4, 8 (l, ll, z).
    var bytes: UInt8 = 4
    /// d i u x X o c s p %
    var letter: UInt8 = 0
    /// What follows %p: "S", "I4", "ISpc" …
    var pointer: [UInt8] = []

    enum Amount: Equatable {
        case none
        case constant(Int)
        /// `*`: the next argument.
        case argument
    }

    /// Wider than any line the kernel can print.
    static let amountMax = 1 << 16

    /// Takes a conversion from the front of `text`, just behind its "%".
    init(_ text: inout ArraySlice<UInt8>, longBytes: Int) throws(Uncompilable) {
        flags: while let byte = text.first {
            switch byte {
            case UInt8(ascii: "-"): left = true
            case UInt8(ascii: "+"): plus = true
            case UInt8(ascii: " "): space = true
            case UInt8(ascii: "#"): special = true
            case UInt8(ascii: "0"): zero = true
            default: break flags
            }
            text.removeFirst()
        }
        width = try Self.amount(&text)
        if text.first == UInt8(ascii: ".") {
            text.removeFirst()
            precision = try Self.amount(&text)
            if precision == .none { precision = .constant(0) }
        }
        qualifier(&text, longBytes)
        guard let letter = text.popFirst() else { throw Uncompilable("a conversion without its letter") }
        guard "diuxXocsp%".utf8.contains(letter) else {
            throw Uncompilable("the conversion %\([letter][...].string) is unknown")
        }
        self.letter = letter
        if letter == UInt8(ascii: "p") { takePointer(&text) }
    }

    private static func amount(_ text: inout ArraySlice<UInt8>) throws(Uncompilable) -> Amount {
        if text.first == UInt8(ascii: "*") {
            text.removeFirst()
            return .argument
        }
        guard text.first?.isDigit == true else { return .none }
        guard let value = text.takeDecimal(), value <= amountMax else { throw Uncompilable("a width over \(amountMax)") }
        return .constant(value)
    }

    private mutating func qualifier(_ text: inout ArraySlice<UInt8>, _ longBytes: Int) {
        var isLong = false
        while let byte = text.first {
            switch byte {
            case UInt8(ascii: "h"): bytes = bytes == 2 ? 1 : 2
            case UInt8(ascii: "l"):
                // An int and a long have the same size on 32-bit kernels: the letters tell, not the bytes so far.
                bytes = isLong ? 8 : UInt8(longBytes)
                isLong = true
            case UInt8(ascii: "L"), UInt8(ascii: "q"): bytes = 8
            case UInt8(ascii: "z"), UInt8(ascii: "t"), UInt8(ascii: "Z"): bytes = UInt8(longBytes)
            default: return
            }
            text.removeFirst()
        }
    }

    /// The extensions of %p are letters and digits: take what the kernel's pointer() would look at, and pass over all
    /// others that follow, as vsnprintf does.
    private mutating func takePointer(_ text: inout ArraySlice<UInt8>) {
        guard let first = text.first else { return }
        let known: [UInt8: [UInt8]] = [
            UInt8(ascii: "I"): Array("46Sspfcnhlb".utf8), UInt8(ascii: "i"): Array("46Sspfcnhlb".utf8),
            UInt8(ascii: "M"): Array("FRC".utf8), UInt8(ascii: "m"): Array("FR".utf8), UInt8(ascii: "U"): Array("bBlL".utf8),
            UInt8(ascii: "h"): Array("CDN".utf8), UInt8(ascii: "b"): Array("l".utf8), UInt8(ascii: "S"): Array("Rb".utf8),
            UInt8(ascii: "s"): [], UInt8(ascii: "B"): Array("b".utf8), UInt8(ascii: "x"): [], UInt8(ascii: "K"): [],
            UInt8(ascii: "d"): Array("234".utf8), UInt8(ascii: "D"): Array("234".utf8), UInt8(ascii: "a"): Array("dp".utf8),
            UInt8(ascii: "e"): [], UInt8(ascii: "E"): Array("achnops".utf8), UInt8(ascii: "N"): Array("F".utf8),
            UInt8(ascii: "V"): [], UInt8(ascii: "g"): [], UInt8(ascii: "t"): Array("RTdtrs".utf8),
            UInt8(ascii: "G"): Array("pgvt".utf8),
            UInt8(ascii: "R"): [], UInt8(ascii: "r"): [], UInt8(ascii: "C"): Array("n".utf8), UInt8(ascii: "O"): Array("F".utf8),
        ]
        defer { text = text.drop { $0 != UInt8(ascii: "_") && $0.isIdentifier } }
        guard let more = known[first] else { return }
        pointer.append(first)
        text.removeFirst()
        while let byte = text.first, more.contains(byte), pointer.count < 6 {
            pointer.append(byte)
            text.removeFirst()
        }
    }
}
