/// Makes BTF blobs for tests (Documentation/bpf/btf.rst), in either byte order.
struct BTFBlob {
    private var types: [UInt8] = []
    private var strings: [UInt8] = [0]
    private var nextID: UInt32
    private let stringsFirst: Int
    private let bigEndian: Bool

    /// - Parameter base: the blob whose ids and strings this one goes on from.
    init(base: BTFBlob? = nil, bigEndian: Bool = false) {
        nextID = base?.nextID ?? 1
        stringsFirst = base.map { $0.stringsFirst + $0.strings.count } ?? 0
        self.bigEndian = bigEndian
    }

    private func word(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }

    private mutating func name(_ text: String) -> UInt32 {
        if text.isEmpty { return 0 }
        defer { strings += Array(text.utf8) + [0] }
        return UInt32(stringsFirst + strings.count)
    }

    private mutating func type(_ name: String, kind: UInt32, count: Int, _ size: UInt32, _ extra: [UInt8] = []) -> UInt32 {
        types += word(self.name(name)) + word(kind << 24 | UInt32(count)) + word(size) + extra
        nextID += 1
        return nextID - 1
    }

    mutating func integer(_ name: String, bytes: UInt32, signed: Bool) -> UInt32 {
        type(name, kind: 1, count: 0, bytes, word((signed ? 1 : 0) << 24 | bytes * 8))
    }

    mutating func pointer(to id: UInt32) -> UInt32 { type("", kind: 2, count: 0, id) }
    mutating func structure(_ name: String, bytes: UInt32) -> UInt32 { type(name, kind: 4, count: 0, bytes) }
    mutating func typedef(_ name: String, _ id: UInt32) -> UInt32 { type(name, kind: 8, count: 0, id) }

    mutating func enumeration(_ name: String, _ values: [(String, Int32)]) -> UInt32 {
        var extra: [UInt8] = []
        for (text, value) in values { extra += word(self.name(text)) + word(UInt32(bitPattern: value)) }
        return type(name, kind: 6, count: values.count, 4, extra)
    }

    mutating func function(_ name: String, _ parameters: [(String, UInt32)]) {
        var extra: [UInt8] = []
        for (text, id) in parameters { extra += word(self.name(text)) + word(id) }
        let prototype = type("", kind: 13, count: parameters.count, 0, extra)
        _ = type(name, kind: 12, count: 1, prototype)
    }

    func bytes() -> [UInt8] {
        let magic: [UInt8] = bigEndian ? [0xeb, 0x9f] : [0x9f, 0xeb]
        return magic + [1, 0] + word(24) + word(0) + word(UInt32(types.count)) + word(UInt32(types.count))
            + word(UInt32(strings.count)) + types + strings
    }
}
