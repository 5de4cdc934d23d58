/// A type between parentheses: a cast, or what sizeof asks about.
struct CastType {
    var isPointer: Bool
    /// Of the value, or of what the pointer points to.
    var bytes: UInt8
    var signed: Bool
    /// How many tokens it takes, both parentheses included.
    var tokens: Int
}

extension ExpressionParser {
    private static let typeWords: Set<String> = [
        "unsigned", "signed", "int", "char", "short", "long", "void", "const", "struct", "union", "enum", "bool", "_Bool",
        "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__u8", "__u16", "__u32", "__u64", "__s8", "__s16", "__s32",
        "__s64", "__be16", "__be32", "__be64", "__le16", "__le32", "__le64", "volatile", "__force",
        "u_char", "unchar", "u_short", "ushort", "u_int", "uint", "u_long", "ulong", "ullong",
    ]

    /// The cast that begins at the present "(", if it is one: type words and stars only, up to ")".
    func castAhead() -> CastType? {
        var words: [String] = []
        var stars = 0
        var ahead = 1
        while true {
            switch peek(ahead) {
            case .name(let word):
                guard stars == 0 || word == "const", word != "REC" else { return nil }
                words.append(word)
            case .symbol("*"):
                stars += 1
            case .symbol(")"):
                guard let first = words.first, isType(first, words: words.count, stars: stars) else { return nil }
                return type(words, stars, tokens: ahead + 1)
            default:
                return nil
            }
            ahead += 1
            guard ahead < 16 else { return nil }
        }
    }

    /// The type these words name, in a declaration.
    func namedType(_ words: [String], stars: Int) -> CastType? {
        guard let first = words.first, isType(first, words: words.count, stars: stars) else { return nil }
        return type(words, stars, tokens: 0)
    }

    private func isType(_ first: String, words: Int, stars: Int) -> Bool {
        Self.typeWords.contains(first) || first.hasSuffix("_t") || stars > 0
    }

    private func type(_ words: [String], _ stars: Int, tokens: Int) -> CastType {
        let long = UInt8(geometry.longBytes)
        if stars > 1 { return CastType(isPointer: true, bytes: long, signed: false, tokens: tokens) }
        let (bytes, signed) = integer(words.filter { !["const", "volatile", "__force"].contains($0) })
        return CastType(isPointer: stars == 1, bytes: bytes, signed: signed, tokens: tokens)
    }

    private func integer(_ words: [String]) -> (UInt8, Bool) {
        let long = UInt8(geometry.longBytes)
        let unsigned = words.contains("unsigned")
        if words.contains("char") { return (1, words.contains("signed")) }
        if words.contains("short") { return (2, !unsigned) }
        switch words.filter({ $0 == "long" }).count {
        case 1: return (long, !unsigned)
        case 2...: return (8, !unsigned)
        default: break
        }
        switch words.first ?? "" {
        case "struct", "union": return (0, false)
        case "void", "bool", "_Bool", "u8", "__u8", "uint8_t", "u_char", "unchar": return (1, false)
        case "s8", "__s8", "int8_t": return (1, true)
        case "u16", "__u16", "__be16", "__le16", "uint16_t", "umode_t", "u_short", "ushort": return (2, false)
        case "s16", "__s16", "int16_t": return (2, true)
        case "u64", "__u64", "__be64", "__le64", "uint64_t", "ullong", "sector_t", "dma_addr_t", "phys_addr_t", "blkcnt_t",
            "xfs_daddr_t":
            return (8, false)
        case "s64", "__s64", "int64_t", "loff_t", "ktime_t", "time64_t": return (8, true)
        case "size_t", "uintptr_t", "pgoff_t", "u_long", "ulong": return (long, false)
        case "ssize_t", "ptrdiff_t", "off_t": return (long, true)
        case "int", "signed", "s32", "__s32", "int32_t", "pid_t", "enum": return (4, true)
        default: return (4, false)
        }
    }

    /// sizeof(type), sizeof(REC->field).
    mutating func size() throws(Uncompilable) -> Operand {
        if token == .symbol("("), let type = castAhead() {
            step(type.tokens)
            let bytes = type.isPointer ? geometry.longBytes : Int(type.bytes)
            guard bytes > 0 else { throw Uncompilable("the size of a structure") }
            return try builder.constant(Int64(bytes), bytes: 8, signed: false)
        }
        try expect("(")
        guard token == .name("REC"), peek(1) == .symbol("->"), case .name(let name) = peek(2), peek(3) == .symbol(")"),
            let field = format.field(name)
        else { throw Uncompilable("the size of something unknown") }
        step(4)
        return try builder.constant(Int64(field.bytes), bytes: 8, signed: false)
    }
}
