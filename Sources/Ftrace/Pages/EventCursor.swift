/// Walks the events of one page (kernel/trace/ring_buffer.c, struct ring_buffer_event). Only records come out; padding
/// and discarded events are passed over, time extends and absolute stamps are taken into the time.
struct EventCursor {
    private let base: UnsafeRawPointer
    private let end: Int
    private let bigEndian: Bool
    /// The next event, from the page's start.
    private(set) var offset: Int
    private(set) var timeNs: UInt64
    /// The record that `next` found: its offset from `base` and its length.
    private(set) var recordOffset = 0
    private(set) var recordBytes = 0
    /// Why the walk ended before the end of the committed data.
    private(set) var damage: PageDamage?

    private static let typePadding: UInt32 = 29
    private static let typeTimeExtend: UInt32 = 30
    private static let typeTimeStamp: UInt32 = 31
    /// The bits of an absolute stamp that its 59 bits cannot hold (TS_MSB).
    private static let stampHighBits: UInt64 = 0xf8 << 56

    /// - Parameter base: the start of the bytes that `offset` and `end` count from.
    @inline(__always)
    init(base: UnsafeRawPointer, offset: Int, end: Int, timeNs: UInt64, bigEndian: Bool) {
        self.base = base
        self.offset = offset
        self.end = end
        self.timeNs = timeNs
        self.bigEndian = bigEndian
    }

    /// A cursor with nothing left, for when its bytes are gone.
    var ended: EventCursor {
        EventCursor(base: base, offset: 0, end: 0, timeNs: timeNs, bigEndian: bigEndian)
    }

    @inline(__always)
    private func word(_ offset: Int) -> UInt32 {
        let raw = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return bigEndian ? raw.byteSwapped : raw
    }

    /// Steps to the next record; false at the end of the page or where it is damaged.
    @inline(__always)
    mutating func next() -> Bool {
        while end - offset >= 4 {
            let header = word(offset)
            let type = bigEndian ? header >> 27 : header & 31
            let delta = UInt64(bigEndian ? header & 0x7ff_ffff : header >> 5)
            if type > 0 && type < Self.typePadding {
                return take(offset + 4, Int(type) * 4, delta)
            }
            // Everything else has a second word; only padding that fills the page may lack it.
            if type == Self.typePadding && delta == 0 { return false }
            guard end - offset >= 8 else { return fail(.eventPastCommit(offset: offset)) }
            let second = word(offset + 4)
            switch type {
            case 0:
                guard second >= 8 else { return fail(.eventLength(offset: offset)) }
                return take(offset + 8, Int(second) - 4, delta)
            case Self.typeTimeExtend:
                timeNs &+= delta &+ UInt64(second) << 27
                offset += 8
            case Self.typeTimeStamp:
                stamp(delta | UInt64(second) << 27)
                offset += 8
            default:
                guard second >= 4 else { return fail(.eventLength(offset: offset)) }
                // The kernel's readers leave out a discarded event's delta, although its writer counted it: what
                // follows in the page is printed as much too early (rb_update_iter_read_stamp).
                guard skip(Int(second) + 4) else { return fail(.eventPastCommit(offset: offset)) }
            }
        }
        return end == offset ? false : fail(.eventPastCommit(offset: offset))
    }

    /// Steps to the next record when it is one of the short form in full, and gives its id; nil leaves the cursor where
    /// it is. Header and id come with one load.
    @inline(__always)
    mutating func nextShort() -> Int? {
        guard end - offset >= 8 else { return nil }
        let raw = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let header = bigEndian ? UInt32(truncatingIfNeeded: raw.byteSwapped >> 32) : UInt32(truncatingIfNeeded: raw)
        let type = bigEndian ? header >> 27 : header & 31
        let bytes = Int(type) * 4
        guard type &- 1 < Self.typePadding - 1, bytes <= end - offset - 4 else { return nil }
        recordOffset = offset + 4
        recordBytes = bytes
        timeNs &+= UInt64(bigEndian ? header & 0x7ff_ffff : header >> 5)
        offset += 4 + bytes
        return Int(bigEndian ? raw.byteSwapped >> 16 & 0xffff : raw >> 32 & 0xffff)
    }

    /// The id of the record at hand.
    @inline(__always)
    var id: Int {
        let raw = base.loadUnaligned(fromByteOffset: recordOffset, as: UInt16.self)
        return Int(bigEndian ? raw.byteSwapped : raw)
    }

    @inline(__always)
    private mutating func take(_ start: Int, _ bytes: Int, _ delta: UInt64) -> Bool {
        guard bytes <= end - start else { return fail(.eventPastCommit(offset: offset)) }
        recordOffset = start
        recordBytes = bytes
        timeNs &+= delta
        offset = start + (bytes + 3) & ~3
        if offset > end { offset = end }
        return true
    }

    private mutating func skip(_ bytes: Int) -> Bool {
        guard bytes <= end - offset else { return false }
        offset += (bytes + 3) & ~3
        if offset > end { offset = end }
        return true
    }

    /// rb_fix_abs_ts: the top bits come from the running time, and a stamp that seems to run backwards has wrapped.
    private mutating func stamp(_ absolute: UInt64) {
        var absolute = absolute
        if timeNs & Self.stampHighBits != 0 {
            absolute |= timeNs & Self.stampHighBits
            if absolute < timeNs { absolute &+= 1 << 59 }
        }
        timeNs = absolute
    }

    private mutating func fail(_ damage: PageDamage) -> Bool {
        self.damage = damage
        return false
    }

    @inline(__always)
    var record: Record {
        Record(base: base + recordOffset, count: recordBytes, timeNs: timeNs, bigEndian: bigEndian)
    }
}
