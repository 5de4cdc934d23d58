/// The bytes of the text being made. Everything is written straight into one growing piece of memory: no strings, no
/// allocation per line.
struct TextBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    /// The symbols looked up for this text.
    let symbolCache = SymbolCache()
    /// What was made of single fields for it.
    let memo = TextMemo()

    init(capacity: Int = 128 << 10) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    /// What was written. Valid until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Where the next byte goes, with room for as many as were reserved.
    @inline(__always)
    var end: Cursor { base + count }

    /// Everything before the cursor was written.
    @inline(__always)
    mutating func commit(_ cursor: Cursor) {
        count = cursor - base
        assert(count <= capacity)
    }

    /// While a record is printed that is too long for the kernel: where the last piece ended that it has room for, and
    /// where that room ends.
    private(set) var pieceEnd = 0
    private var roomEnd = Int.max

    /// From here on only what ends up to `end` counts as a piece.
    mutating func limitPieces(to end: Int) {
        pieceEnd = count
        roomEnd = end
    }

    /// Where the kernel's code ends a piece: what it prints with one call of trace_seq_printf and its like.
    @inline(__always)
    mutating func endPiece() {
        if count <= roomEnd { pieceEnd = count }
    }

    /// A piece ended where `bytes` of the last ones were not written yet.
    mutating func endPiece(at end: Int) {
        if end <= roomEnd { pieceEnd = end }
    }

    deinit {
        base.deallocate()
    }

    mutating func clear() {
        count = 0
    }

    /// Cuts what was written after `mark`.
    mutating func cut(to mark: Int) {
        count = min(count, mark)
    }

    func append(to text: inout [UInt8]) {
        text.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
    }

    /// Makes room for so many more bytes.
    @inline(__always)
    mutating func reserve(_ bytes: Int) {
        if capacity - count < bytes { grow(bytes) }
    }

    @inline(never)
    private mutating func grow(_ bytes: Int) {
        let larger = max(capacity * 2, count + bytes)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func put(_ text: StaticString) {
        put(UnsafeRawPointer(text.utf8Start), text.utf8CodeUnitCount)
    }

    @inline(__always)
    mutating func put(_ start: UnsafeRawPointer, _ bytes: Int) {
        reserve(bytes)
        UnsafeMutableRawPointer(base + count).copyMemory(from: start, byteCount: bytes)
        count += bytes
    }

    mutating func put(_ text: ArraySlice<UInt8>) {
        text.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { put(start, bytes.count) }
        }
    }

    mutating func fill(_ byte: UInt8, _ bytes: Int) {
        guard bytes > 0 else { return }
        reserve(bytes)
        (base + count).update(repeating: byte, count: bytes)
        count += bytes
    }

    /// Pads what was written since `mark` to `width`: spaces behind it when `left`, else `with` before it.
    mutating func pad(from mark: Int, width: Int, left: Bool, with byte: UInt8 = 0x20) {
        let missing = width - (count - mark)
        guard missing > 0 else { return }
        let bytes = count - mark
        fill(byte, missing)
        if left { return }
        UnsafeMutableRawPointer(base + mark + missing).copyMemory(from: base + mark, byteCount: bytes)
        (base + mark).update(repeating: byte, count: missing)
    }

    /// The last byte written since `mark`.
    func last(from mark: Int) -> UInt8? {
        count > mark ? base[count - 1] : nil
    }
}
