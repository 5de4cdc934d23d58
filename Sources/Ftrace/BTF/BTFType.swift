/// One type of a BTF blob: struct btf_type of include/uapi/linux/btf.h, with what follows it.
struct BTFType {
    /// name_off, info and the union of size and type.
    static let headerBytes = 12

    let kind: Kind
    /// vlen: parameters, values or members.
    let count: Int
    let name: UInt32
    /// Bytes of an integer, enum, struct or union; the id of another type for pointers, modifiers and functions.
    let sizeOrType: UInt32
    private let words: BTFWords
    private let offset: Int

    init(_ words: BTFWords, _ offset: Int) {
        let info = words.u32(offset + 4)
        kind = Kind(rawValue: UInt8(info >> 24 & 0x1f)) ?? .unlisted
        count = Int(info & 0xffff)
        name = words.u32(offset)
        sizeOrType = words.u32(offset + 8)
        self.words = words
        self.offset = offset
    }

    enum Kind: UInt8 {
        case unknown, integer, pointer, array, structure, union, enumeration, forward, typedef, volatile, const, restrict
        case function, functionPrototype, variable, section, float, declarationTag, typeTag, enumeration64
        /// Newer than this list: how long it is nobody knows.
        case unlisted = 255

        var isModifier: Bool { self == .typedef || self == .typeTag || (rawValue >= 9 && rawValue <= 11) }

        /// btf_kind_str of kernel/bpf/btf.c.
        var kernelName: StaticString {
            switch self {
            case .unknown, .unlisted: "UNKNOWN"
            case .integer: "INT"
            case .pointer: "PTR"
            case .array: "ARRAY"
            case .structure: "STRUCT"
            case .union: "UNION"
            case .enumeration: "ENUM"
            case .forward: "FWD"
            case .typedef: "TYPEDEF"
            case .volatile: "VOLATILE"
            case .const: "CONST"
            case .restrict: "RESTRICT"
            case .function: "FUNC"
            case .functionPrototype: "FUNC_PROTO"
            case .variable: "VAR"
            case .section: "DATASEC"
            case .float: "FLOAT"
            case .declarationTag: "DECL_TAG"
            case .typeTag: "TYPE_TAG"
            case .enumeration64: "ENUM64"
            }
        }
    }

    /// Bytes behind the header; nil for a kind of unknown length.
    var extraBytes: Int? {
        switch kind {
        case .integer, .variable, .declarationTag: 4
        case .array: 12
        case .structure, .union, .section, .enumeration64: count * 12
        case .enumeration, .functionPrototype: count * 8
        case .pointer, .forward, .typedef, .volatile, .const, .restrict, .function, .float, .typeTag: 0
        case .unknown, .unlisted: nil
        }
    }

    /// BTF_INT_SIGNED of an integer's encoding.
    var isSigned: Bool { words.u32(offset + Self.headerBytes) >> 24 & 1 != 0 }

    /// A parameter of a prototype: struct btf_param.
    func parameter(_ index: Int) -> (name: UInt32, type: UInt32) {
        let place = offset + Self.headerBytes + index * 8
        return (words.u32(place), words.u32(place + 4))
    }

    /// A value of an enum: struct btf_enum.
    func enumerator(_ index: Int) -> (name: UInt32, value: Int64) {
        let place = offset + Self.headerBytes + index * 8
        return (words.u32(place), Int64(Int32(bitPattern: words.u32(place + 4))))
    }
}
