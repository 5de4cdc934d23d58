/// The functions of a BTF blob by name: an open hash table of type offsets, so that names stay where they are.
struct FunctionIndex: Sendable {
    /// Offsets of BTF_KIND_FUNC types; 0, where no type can lie, for an empty slot. A power of two of them.
    private let slots: Frozen<UInt32>

    init(_ words: BTFWords, _ places: [UInt32], _ strings: (start: Int, bytes: Int), stringsFirst: Int) {
        let found = places.filter { place in
            let type = BTFType(words, Int(place))
            return type.kind == .function && Int(type.name) > stringsFirst && Int(type.name) - stringsFirst < strings.bytes
        }
        var count = 16
        while count < found.count * 2 { count *= 2 }
        var slots = [UInt32](repeating: 0, count: count)
        let end = strings.start + strings.bytes
        for place in found {
            let name = strings.start + Int(BTFType(words, Int(place)).name) - stringsFirst
            var slot = Int(words.hash(at: name, end: end)) & (count - 1)
            // In the order of their ids, so that the first of a name is found first, as the kernel finds it.
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = place
        }
        self.slots = Frozen(slots)
    }

    /// The offset of the function of this name.
    func find(
        _ name: UnsafeRawBufferPointer, _ words: BTFWords, _ strings: (start: Int, bytes: Int), stringsFirst: Int
    ) -> Int? {
        var hash = NameHash()
        for byte in name { hash.add(byte) }
        var slot = Int(hash.value) & (slots.count - 1)
        while slots.base[slot] != 0 {
            let place = Int(slots.base[slot])
            let start = strings.start + Int(BTFType(words, place).name) - stringsFirst
            if words.holds(name, at: start, end: strings.start + strings.bytes) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}

/// FNV-1a of 32 bits.
struct NameHash {
    private(set) var value: UInt32 = 0x811c_9dc5

    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt32(byte)) &* 0x0100_0193
    }
}
