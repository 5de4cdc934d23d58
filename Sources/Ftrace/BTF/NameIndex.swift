/// Things of a BTF blob by name: an open hash table of their places, so that names stay where they are. A thing is what
/// begins with the offset of its name: a type, or a value of an enum.
struct NameIndex: Sendable {
    /// Places in the blob; 0, where nothing can lie, for an empty slot. A power of two of them.
    private let slots: Frozen<UInt32>
    /// What lies further from its own slot is left out: only names made to meet, or one name again and again, come there.
    private static let stepsMax = 1024

    init(_ words: BTFWords, _ places: [UInt32], _ strings: BTFStrings) {
        let named = places.filter { $0 != 0 && strings.place(words.u32(Int($0))) != nil }
        var count = 16
        while count < named.count * 2 { count *= 2 }
        var slots = [UInt32](repeating: 0, count: count)
        for place in named {
            guard let name = strings.place(words.u32(Int(place))) else { continue }
            var slot = Int(words.hash(at: name, end: strings.end)) & (count - 1)
            // In the order of the blob, so that the first of a name is found first, as the kernel finds it.
            var steps = 0
            while slots[slot] != 0, steps < Self.stepsMax {
                slot = (slot + 1) & (count - 1)
                steps += 1
            }
            if steps < Self.stepsMax { slots[slot] = place }
        }
        self.slots = Frozen(slots)
    }

    /// The place of the first thing of this name.
    func find(_ name: UnsafeRawBufferPointer, _ words: BTFWords, _ strings: BTFStrings) -> Int? {
        var hash = NameHash()
        for byte in name.prefix(BTFStrings.nameBytesMax) { hash.add(byte) }
        var slot = Int(hash.value) & (slots.count - 1)
        while slots.base[slot] != 0 {
            let place = Int(slots.base[slot])
            if let start = strings.place(words.u32(place)), words.holds(name, at: start, end: strings.end) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}

/// Where the strings of a blob lie, and at which offset they begin behind those of its base.
struct BTFStrings {
    let start: Int
    let bytes: Int
    let first: Int

    /// KSYM_NAME_LEN: no more of a name is looked at, whatever the blob has up to the next zero.
    static let nameBytesMax = Symbols.nameBytesMax

    var end: Int { start + bytes }

    /// Where in the blob the string with this offset begins; nil for one of the base, and for the empty one at 0.
    func place(_ offset: UInt32) -> Int? {
        let offset = Int(offset)
        return offset > 0 && offset >= first && offset - first < bytes ? start + offset - first : nil
    }
}

/// FNV-1a of 32 bits.
struct NameHash {
    private(set) var value: UInt32 = 0x811c_9dc5

    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt32(byte)) &* 0x0100_0193
    }
}
