/// Texts that steps of plans made of one field's value: the same few values come again and again. Each value of each
/// step has one place; a text belongs to one capture, and so does its memo.
final class TextMemo {
    struct Place {
        /// The step, by its address; nil for an empty place.
        var step: UnsafePointer<Step>?
        var value: UInt64 = 0
        var bytes: Int = 0
        var text: (SIMD16<UInt8>, SIMD16<UInt8>) = (.zero, .zero)
    }

    /// Longer texts are made anew each time.
    static let bytesMax = 32
    private static let placesCount = 1024
    /// One place until the first text is kept.
    @exclusivity(unchecked) private var places: UnsafeMutablePointer<Place>
    @exclusivity(unchecked) private var mask = 0

    init() {
        places = .allocate(capacity: 1)
        places.initialize(to: Place())
    }

    deinit {
        places.deallocate()
    }

    @inline(__always)
    func place(_ step: UnsafePointer<Step>, _ value: UInt64) -> UnsafeMutablePointer<Place> {
        let mixed = (UInt64(UInt(bitPattern: step)) ^ value &* 0xff51_afd7_ed55_8ccd) &* 0x9e37_79b9_7f4a_7c15
        return places + Int(truncatingIfNeeded: mixed >> 54) & mask
    }

    @inline(never)
    func keep(_ step: UnsafePointer<Step>, _ value: UInt64, _ written: UnsafeRawBufferPointer) {
        guard written.count <= Self.bytesMax else { return }
        if mask == 0 {
            places.deallocate()
            places = .allocate(capacity: Self.placesCount)
            places.initialize(repeating: Place(), count: Self.placesCount)
            mask = Self.placesCount - 1
        }
        var kept = Place(step: step, value: value, bytes: written.count)
        withUnsafeMutableBytes(of: &kept.text) { $0.copyMemory(from: written) }
        place(step, value).pointee = kept
    }
}
