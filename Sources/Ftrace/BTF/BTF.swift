/// One blob of the BPF Type Format (Documentation/bpf/btf.rst): the kernel's own types, or with a base those of a module
/// (split BTF, whose ids and strings go on where the base's end). It is read in place; only where each type begins and which
/// function has which name is kept beside it, about 4 bytes each.
final class BTF: Sendable {
    private let bytes: [UInt8]
    private let swapped: Bool
    private let base: BTF?
    /// The id of the first type of this blob; 0 is `void` and has no bytes.
    private let firstID: Int
    private let offsets: Frozen<UInt32>
    private let strings: BTFStrings
    private let functions: NameIndex
    /// The values of all enums of 32 bits, and of 64.
    private let enumerators, wideEnumerators: NameIndex

    var typeCount: Int { firstID + offsets.count }
    private var stringsEnd: Int { strings.first + strings.bytes }

    /// BTF_MAGIC; the wrong way round in a blob of the other byte order.
    private static let magic: UInt16 = 0xeb9f
    /// Four times what a distribution's kernel has, in bytes and types.
    static let bytesMax = 64 << 20
    static let typesMax = 1 << 20

    /// Nil when it is no BTF of version 1, or its sections lie outside of it. Types behind one that is damaged or of an
    /// unknown kind are left out.
    init?(_ bytes: [UInt8], base: BTF? = nil) {
        guard bytes.count >= 24, bytes.count <= Self.bytesMax, bytes[2] == 1 else { return nil }
        let magic = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
        guard magic == Self.magic || magic.byteSwapped == Self.magic else { return nil }
        // The magic read as little-endian tells the order of the blob itself, whatever machine this is.
        let bigEndian = magic != Self.magic
        let header = BTFWords(bytes, bigEndian: bigEndian)
        let headerBytes = Int(header.u32(4))
        let types = (start: headerBytes + Int(header.u32(8)), bytes: Int(header.u32(12)))
        let strings = (start: headerBytes + Int(header.u32(16)), bytes: Int(header.u32(20)))
        guard types.start + types.bytes <= bytes.count, strings.start + strings.bytes <= bytes.count else { return nil }
        self.bytes = bytes
        self.base = base
        swapped = bigEndian
        firstID = base?.typeCount ?? 1
        self.strings = BTFStrings(start: strings.start, bytes: strings.bytes, first: base?.stringsEnd ?? 0)
        let places = Self.places(header, types.start, types.start + types.bytes)
        offsets = Frozen(places)
        functions = NameIndex(header, places.filter { BTFType(header, Int($0)).kind == .function }, self.strings)
        enumerators = NameIndex(header, Self.values(header, places, .enumeration, bytes: 8), self.strings)
        wideEnumerators = NameIndex(header, Self.values(header, places, .enumeration64, bytes: 12), self.strings)
    }

    /// Where each type begins.
    private static func places(_ words: BTFWords, _ start: Int, _ end: Int) -> [UInt32] {
        var places: [UInt32] = []
        var offset = start
        while offset + BTFType.headerBytes <= end, places.count < typesMax {
            guard let extra = BTFType(words, offset).extraBytes, extra <= end - offset - BTFType.headerBytes else { break }
            places.append(UInt32(truncatingIfNeeded: offset))
            offset += BTFType.headerBytes + extra
        }
        return places
    }

    /// Where each value of each enum of one kind begins.
    private static func values(_ words: BTFWords, _ places: [UInt32], _ kind: BTFType.Kind, bytes: Int) -> [UInt32] {
        var values: [UInt32] = []
        for place in places {
            let type = BTFType(words, Int(place))
            guard type.kind == kind else { continue }
            for index in 0..<type.count {
                values.append(UInt32(truncatingIfNeeded: Int(place) + BTFType.headerBytes + index * bytes))
            }
        }
        return values
    }

    private var words: BTFWords { BTFWords(bytes, bigEndian: swapped) }

    /// The type of this id; nil for `void` and ids that no type has.
    func type(_ id: UInt32) -> BTFType? {
        let id = Int(id)
        if id < firstID { return base?.type(UInt32(id)) }
        guard id - firstID < offsets.count else { return nil }
        return BTFType(words, Int(offsets.base[id - firstID]))
    }

    /// btf_type_skip_modifiers: what a typedef, const, volatile, restrict or type tag stands for.
    func resolved(_ id: UInt32) -> BTFType? {
        var type = type(id)
        for _ in 0..<64 {
            guard let found = type, found.kind.isModifier else { return type }
            type = self.type(found.sizeOrType)
        }
        return nil
    }

    /// The prototype of the function of this name, and how many parameters it has (btf_find_func_proto).
    func prototype(of name: UnsafeRawBufferPointer) -> BTFType? {
        guard let offset = functions.find(name, words, strings) else { return nil }
        guard let prototype = type(BTFType(words, offset).sizeOrType), prototype.kind == .functionPrototype else { return nil }
        return prototype
    }

    /// The value of the first enumerator of this name.
    func enumerator(_ name: UnsafeRawBufferPointer) -> Int64? {
        let words = words
        if let place = enumerators.find(name, words, strings) { return Int64(Int32(bitPattern: words.u32(place + 4))) }
        guard let place = wideEnumerators.find(name, words, strings) else { return nil }
        return Int64(bitPattern: UInt64(words.u32(place + 8)) << 32 | UInt64(words.u32(place + 4)))
    }

    /// The name at this offset of the strings; nothing where there is none.
    func put(name offset: UInt32, _ text: inout TextBuffer) {
        if Int(offset) < strings.first {
            base?.put(name: offset, &text)
            return
        }
        guard let start = strings.place(offset) else { return }
        var end = start
        while end < min(strings.end, start + BTFStrings.nameBytesMax), bytes[end] != 0 { end += 1 }
        text.put(bytes[start..<end])
    }
}

/// 32-bit words of a blob in its own byte order; 0 outside of it.
struct BTFWords {
    private let bytes: [UInt8]
    private let bigEndian: Bool

    init(_ bytes: [UInt8], bigEndian: Bool) {
        self.bytes = bytes
        self.bigEndian = bigEndian
    }

    @inline(__always)
    func u32(_ offset: Int) -> UInt32 {
        guard offset >= 0, offset <= bytes.count - 4 else { return 0 }
        let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        return bigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
    }

    /// Whether the zero-terminated string at `offset`, which ends before `end`, is this one.
    func holds(_ name: UnsafeRawBufferPointer, at offset: Int, end: Int) -> Bool {
        guard offset + name.count < end, end <= bytes.count, bytes[offset + name.count] == 0 else { return false }
        return bytes[offset..<(offset + name.count)].elementsEqual(name)
    }

    /// A hash of the zero-terminated string at `offset`.
    func hash(at offset: Int, end: Int) -> UInt32 {
        var hash = NameHash()
        let limit = min(end, bytes.count, offset + BTFStrings.nameBytesMax)
        var offset = offset
        while offset < limit, bytes[offset] != 0 {
            hash.add(bytes[offset])
            offset += 1
        }
        return hash.value
    }
}
