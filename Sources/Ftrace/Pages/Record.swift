/// One record in the ring buffer: bytes that are valid as long as the page they lie in, and what the page says of them.
///
/// Loads are checked in debug builds and under the fuzzers only: whoever prints a record has compared `count` with the
/// bytes its plan needs (`RecordText.bytesMin`), and checks offsets that come out of the record itself with `holds`.
struct Record {
    let base: UnsafeRawPointer
    let count: Int
    /// Trace clock, nanoseconds (or the clock's own unit).
    let timeNs: UInt64
    let bigEndian: Bool

    @inline(__always)
    func holds(_ offset: Int, _ bytes: Int) -> Bool {
        offset >= 0 && bytes >= 0 && offset <= count && bytes <= count - offset
    }

    @inline(__always)
    func u8(_ offset: Int) -> UInt8 {
        assert(holds(offset, 1))
        return base.load(fromByteOffset: offset, as: UInt8.self)
    }

    @inline(__always)
    func integer<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
        assert(holds(offset, MemoryLayout<T>.size))
        let raw = base.loadUnaligned(fromByteOffset: offset, as: type)
        return bigEndian ? raw.byteSwapped : raw
    }

    /// An integer of 1, 2, 4 or 8 bytes, extended to 64 bits by its own sign; 0 for other sizes, which no plan contains.
    @inline(__always)
    func load(_ offset: Int, bytes: UInt8, signed: Bool) -> Int64 {
        switch (bytes, signed) {
        case (1, false): Int64(u8(offset))
        case (1, true): Int64(Int8(bitPattern: u8(offset)))
        case (2, false): Int64(integer(offset, as: UInt16.self))
        case (2, true): Int64(integer(offset, as: Int16.self))
        case (4, false): Int64(integer(offset, as: UInt32.self))
        case (4, true): Int64(integer(offset, as: Int32.self))
        case (8, _): integer(offset, as: Int64.self)
        default: 0
        }
    }

    /// `common_type`: the id of the record's format. Every kernel has it in the first two bytes.
    @inline(__always)
    var id: Int { Int(integer(0, as: UInt16.self)) }
}
