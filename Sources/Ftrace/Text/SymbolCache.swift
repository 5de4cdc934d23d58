/// A symbol that an address lies in: its name in the capture's kallsyms, and where it begins and ends.
struct FoundSymbol: @unchecked Sendable {
    /// The address that was looked up.
    var address: UInt64
    var start: UInt64 = 0
    var end: UInt64 = 0
    /// Nil when the address lies in no symbol. `Cursor.slack` bytes may be read behind it.
    var name: UnsafePointer<UInt8>?
    var module: UnsafePointer<UInt8>?
    var nameBytes: Int32 = 0
    /// 0 for the kernel itself; else "[module]".
    var moduleBytes: Int32 = 0
    /// The address is where a function returns to while a probe waits for its return.
    var isReturnTrampoline = false
}

/// The symbols that a text has looked up: the same few functions come again and again. Each address has one place.
/// A text belongs to one capture, and so does its cache.
final class SymbolCache {
    private static let placesCount = 8192
    /// One place until the first symbol is asked for: many texts have none.
    @exclusivity(unchecked) private var places: UnsafeMutablePointer<FoundSymbol>
    @exclusivity(unchecked) private var mask = 0

    init() {
        places = .allocate(capacity: 1)
        places.initialize(to: FoundSymbol(address: 0))
    }

    deinit {
        places.deallocate()
    }

    @inline(__always)
    func find(_ address: UInt64, _ symbols: Symbols) -> FoundSymbol {
        let mixed = address &* 0x9e37_79b9_7f4a_7c15
        let place = places + Int(truncatingIfNeeded: mixed >> 51) & mask
        if place.pointee.address == address { return place.pointee }
        return miss(address, symbols)
    }

    @inline(never)
    private func miss(_ address: UInt64, _ symbols: Symbols) -> FoundSymbol {
        if mask == 0 {
            places.deallocate()
            places = .allocate(capacity: Self.placesCount)
            places.initialize(repeating: FoundSymbol(address: 0), count: Self.placesCount)
            mask = Self.placesCount - 1
        }
        let found = symbols.find(address)
        places[Int(truncatingIfNeeded: (address &* 0x9e37_79b9_7f4a_7c15) >> 51) & mask] = found
        return found
    }
}
