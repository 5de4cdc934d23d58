/// One "field:" line of a format file: where a value lies in the record and what it is.
public struct Field: Equatable, Sendable {
    public let name: String
    /// The C type as written, without the name and without `[N]`.
    public let type: String
    /// From the start of the record; `bytes` is 0 for an array that fills the rest of it.
    public let offset: Int
    public let bytes: Int
    public let signed: Bool
    public let kind: Kind
    /// Bytes of one element; `bytes` itself when the field is a single value.
    public let elementBytes: Int

    public enum Kind: Equatable, Sendable {
        /// A single integer or kernel pointer.
        case scalar
        /// `T name[N]`, in place.
        case array
        /// `T name[]` at the record's end.
        case tail
        /// `__data_loc T[] name`: length << 16 | offset from the start of the record.
        case dynamic
        /// `__rel_loc T[] name`: length << 16 | offset from the end of this field.
        case relative
    }

    /// No record is longer than a page, so no field lies further out.
    static let endMax = Geometry.pageBytesMax

    /// Of data, or of a function.
    public let isPointer: Bool
    /// Its elements are characters.
    let isText: Bool

    /// A line of a format file or of `header_page`; nil when it is none or lies.
    ///
    /// - Parameter longBytes: 4 or 8, the size of that kernel's `long` and of its pointers.
    init?(line: ArraySlice<UInt8>, longBytes: Int = 8) {
        var parts = line.split(separator: UInt8(ascii: ";")).map(\.trimmed)
        guard parts.count >= 3, parts[0].hasPrefix("field:") else { return nil }
        let declaration = parts.removeFirst().dropFirst(6)
        var numbers: [String: Int] = [:]
        for var part in parts {
            guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = part[..<colon].string
            part = part[(colon + 1)...]
            numbers[key] = part.takeDecimal()
        }
        guard let offset = numbers["offset"], let bytes = numbers["size"], offset <= Self.endMax, bytes <= Self.endMax else {
            return nil
        }
        self.offset = offset
        self.bytes = bytes
        signed = numbers["signed"] == 1
        guard let split = Self.split(declaration.trimmed) else { return nil }
        name = split.name
        type = split.type
        isPointer = split.type.utf8.last == UInt8(ascii: "*") || split.type.contains("(*)")
        isText = split.type.contains("char")
        // `T name[0]` of older kernels is what newer ones call `T name[]`.
        kind = split.kind == .array && bytes == 0 ? .tail : split.kind
        switch kind {
        case .scalar:
            elementBytes = bytes
        case .array where split.count > 0 && bytes % split.count == 0:
            elementBytes = bytes / split.count
        default:
            elementBytes = Self.bytes(ofType: split.type, longBytes: longBytes)
        }
    }

    /// Takes a declaration apart: "char comm[16]", "__data_loc char[] name", "const char * s", "char buf[]", "u8 mac[4][6]",
    /// "void (*function)(unsigned long)", "unsigned int mode:3".
    private static func split(_ text: ArraySlice<UInt8>) -> (name: String, type: String, kind: Kind, count: Int)? {
        if let function = functionPointer(text) { return function }
        var rest = text
        var kind = Kind.scalar
        var count = 1
        while rest.last == UInt8(ascii: "]"), let open = rest.lastIndex(of: UInt8(ascii: "[")) {
            var inside = rest[(open + 1)...].dropLast().trimmed
            kind = inside.isEmpty ? .tail : kind == .tail ? .tail : .array
            let (product, overflow) = count.multipliedReportingOverflow(by: inside.takeDecimal() ?? 0)
            count = overflow ? 0 : product
            rest = rest[..<open].trimmed
        }
        if let colon = rest.lastIndex(of: UInt8(ascii: ":")), rest[(colon + 1)...].trimmed.allSatisfy(\.isDigit) {
            rest = rest[..<colon].trimmed
        }
        var start = rest.endIndex
        while start > rest.startIndex, rest[start - 1].isIdentifier { start -= 1 }
        guard start < rest.endIndex else { return nil }
        let name = rest[start...].string
        var type = rest[..<start].trimmed
        for (prefix, located) in [("__data_loc ", Kind.dynamic), ("__rel_loc ", .relative)]
        where type.starts(with: prefix.utf8) {
            kind = located
            type = type.dropFirst(prefix.utf8.count)
            if let open = type.firstIndex(of: UInt8(ascii: "[")) { type = type[..<open].trimmed }
        }
        return (name, type.string, kind, count)
    }

    /// "void (*name)(struct x *)": a pointer to a function, whose name stands inside.
    private static func functionPointer(_ text: ArraySlice<UInt8>) -> (name: String, type: String, kind: Kind, count: Int)? {
        guard text.last == UInt8(ascii: ")"), let star = text.firstIndex(of: UInt8(ascii: "*")), star > text.startIndex,
            text[star - 1] == UInt8(ascii: "("), let close = text[star...].firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let name = text[(star + 1)..<close].trimmed
        guard !name.isEmpty, name.allSatisfy(\.isIdentifier) else { return nil }
        return (name.string, text[...star].string + text[close...].string, .scalar, 1)
    }

    /// The size of an array element by the name of its type; where it matters (arrays with a numeric length) the size comes
    /// from the field itself. 0 for structures, which only the kernel knows.
    static func bytes(ofType type: String, longBytes: Int = 8) -> Int {
        let words = type.split(separator: " ").filter { $0 != "const" && $0 != "unsigned" && $0 != "signed" }
        if words.last == "*" { return longBytes }
        switch words.first ?? "" {
        case "char", "u8", "s8", "__u8", "__s8", "uint8_t", "int8_t", "bool": return 1
        case "short", "u16", "s16", "__u16", "__s16", "uint16_t", "__le16", "__be16", "umode_t": return 2
        case "long" where words.dropFirst().first != "long": return longBytes
        case "size_t", "ssize_t", "pgoff_t", "uintptr_t", "cpumask_t": return longBytes
        case "long", "u64", "s64", "__u64", "__s64", "uint64_t", "int64_t", "__le64", "__be64", "loff_t", "sector_t", "ktime_t":
            return 8
        case "struct", "union": return 0
        default: return 4
        }
    }
}
