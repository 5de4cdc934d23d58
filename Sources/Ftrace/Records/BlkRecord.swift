/// One `blk` record: struct blk_io_trace or blk_io_trace2 of linux/blktrace_api.h, whose first eight bytes (magic and
/// sequence) ftrace overlays with its own. So the magic does not tell the version; the lengths do.
struct BlkRecord {
    let record: Record
    let sector: UInt64
    let bytes: UInt32
    let action: UInt64
    let device: UInt32
    let error: UInt16
    /// Bytes of the payload, as the record says.
    private let payloadBytes: Int
    /// The payload, without the cgroup's id before it.
    let pdu: Range<Int>
    /// The cgroup that the request is accounted to, if the option blk_cgroup was on.
    let cgroup: UInt64?

    /// Bytes of the shorter struct.
    static let bytesMin = 48
    private static let bytesV2 = 64
    private static let cgroupBit: UInt64 = 1 << 8

    /// Nil when the record is shorter than its struct.
    init?(_ record: Record) {
        guard record.count >= Self.bytesMin else { return nil }
        let isV1 = Self.fits(record, bytes: Self.bytesMin, lengthAt: 46) || record.count < Self.bytesV2
        self.record = record
        sector = record.integer(16, as: UInt64.self)
        bytes = record.integer(24, as: UInt32.self)
        action = isV1 ? UInt64(record.integer(28, as: UInt32.self)) : record.integer(32, as: UInt64.self)
        device = record.integer(isV1 ? 36 : 40, as: UInt32.self)
        error = record.integer(isV1 ? 44 : 48, as: UInt16.self)
        let start = isV1 ? Self.bytesMin : Self.bytesV2
        payloadBytes = Int(record.integer(isV1 ? 46 : 50, as: UInt16.self))
        let end = start + min(payloadBytes, record.count - start)
        let hasCgroup = action & Self.cgroupBit != 0
        cgroup = hasCgroup && record.holds(start, 8) ? record.integer(start, as: UInt64.self) : hasCgroup ? 0 : nil
        pdu = min(start + (hasCgroup ? 8 : 0), end)..<end
    }

    /// blk_trace_synthesize_old_trace: what blktrace(8) reads, the older struct's head with so many bytes behind it, from
    /// whichever struct the record has. The payload's length is as the record says, cut to what is there.
    func printBinary(_ text: inout TextBuffer) {
        let bigEndian = record.bigEndian
        // BLK_IO_TRACE_MAGIC and BLK_IO_TRACE_VERSION, no sequence, the time.
        text.putMemory(0x6561_7407, bytes: 4, bigEndian: bigEndian)
        text.putMemory(0, bytes: 4, bigEndian: bigEndian)
        text.putMemory(record.timeNs, bytes: 8, bigEndian: bigEndian)
        let end = min(Self.bytesMin + payloadBytes, record.count)
        text.put(record.base + 16, end - 16)
    }

    /// Whether struct and payload fill the record but for its alignment. A record of the newer struct never fits the
    /// older one: there the place of the payload's length holds the upper half of the CPU's number.
    private static func fits(_ record: Record, bytes: Int, lengthAt offset: Int) -> Bool {
        let rest = record.count - bytes - Int(record.integer(offset, as: UInt16.self))
        return (0..<8).contains(rest)
    }

    var what: Int { Int(action & 0xffff & ~Self.cgroupBit) }
    var categories: BlkCategories { BlkCategories(rawValue: UInt32(truncatingIfNeeded: action >> 16)) }
    /// BLK_TN_MESSAGE: a text from the block layer, not a request. (__BLK_TN_CGROUP is the same bit as __BLK_TA_CGROUP.)
    var isMessage: Bool { what == 2 && categories == .notify }
    var sectors: UInt32 { bytes >> 9 }
    var major: UInt32 { device >> 20 }
    var minor: UInt32 { device & 0xf_ffff }
}

/// BLK_TC_*: what kind of request it is and which stage it is in.
struct BlkCategories: OptionSet {
    let rawValue: UInt32

    static let write = BlkCategories(rawValue: 1 << 1)
    static let flush = BlkCategories(rawValue: 1 << 2)
    static let sync = BlkCategories(rawValue: 1 << 3)
    /// A passthrough request (a SCSI or NVMe command), not one of a file system.
    static let passthrough = BlkCategories(rawValue: 1 << 9)
    static let notify = BlkCategories(rawValue: 1 << 10)
    static let ahead = BlkCategories(rawValue: 1 << 11)
    static let meta = BlkCategories(rawValue: 1 << 12)
    static let discard = BlkCategories(rawValue: 1 << 13)
    static let fua = BlkCategories(rawValue: 1 << 15)
    /// Since 6.19, in the newer struct only.
    static let writeZeroes = BlkCategories(rawValue: 1 << 22)
}
