/// Where the values of a hwlat record lie; the fields have moved among kernels, so the format file says.
struct HwlatFields: Sendable {
    let id: Int
    let bytesMin: Int
    private let duration, outer, nmiTotal, seconds, nanoseconds, nmiCount, sequence, count: IntegerField

    init?(_ format: Format) {
        guard let duration = IntegerField(format, "duration"), let outer = IntegerField(format, "outer_duration"),
            let nmiTotal = IntegerField(format, "nmi_total_ts"), let seconds = IntegerField(format, "tv_sec"),
            let nanoseconds = IntegerField(format, "tv_nsec"), let nmiCount = IntegerField(format, "nmi_count"),
            let sequence = IntegerField(format, "seqnum")
        else { return nil }
        self.duration = duration
        self.outer = outer
        self.nmiTotal = nmiTotal
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.nmiCount = nmiCount
        self.sequence = sequence
        // Kernels before 5.9 do not count the hits of a window: the record itself is one.
        count = IntegerField(format, "count") ?? .absent(1)
        id = format.id
        bytesMin = max(8, format.bytesMin)
    }

    /// Nil when the record is shorter than its format.
    func decode(_ record: Record) -> HwlatRecord? {
        guard record.count >= bytesMin else { return nil }
        return HwlatRecord(
            traceNs: record.timeNs,
            sequence: UInt32(truncatingIfNeeded: sequence.load(record)),
            innerUs: UInt64(bitPattern: duration.load(record)),
            outerUs: UInt64(bitPattern: outer.load(record)),
            timestampS: seconds.load(record),
            timestampNs: nanoseconds.load(record),
            nmiTotalNs: UInt64(bitPattern: nmiTotal.load(record)),
            nmiCount: UInt32(truncatingIfNeeded: nmiCount.load(record)),
            count: UInt32(truncatingIfNeeded: count.load(record)))
    }
}

/// trace_hwlat_print in kernel/trace/trace_output.c.
final class HwlatText: RecordText {
    private let fields: HwlatFields
    var bytesMin: Int { fields.bytesMin }

    init?(_ format: Format) {
        guard let fields = HwlatFields(format) else { return nil }
        self.fields = fields
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        guard let hwlat = fields.decode(record) else { return }
        var mark = text.count + 1
        text.put("#")
        text.putDecimal(UInt64(hwlat.sequence))
        text.pad(from: mark, width: 5, left: true)
        text.put(" inner/outer(us): ")
        text.putDecimal(hwlat.innerUs, width: 4)
        text.put("/")
        mark = text.count
        text.putDecimal(hwlat.outerUs)
        text.pad(from: mark, width: 5, left: true)
        text.put(" ts:")
        text.putDecimal(hwlat.timestampS)
        text.put(".")
        text.putDecimal(UInt64(bitPattern: hwlat.timestampNs), width: 9, with: 0x30)
        text.put(" count:")
        text.putDecimal(Int64(Int32(bitPattern: hwlat.count)))
        if hwlat.nmiCount > 0 {
            if hwlat.nmiTotalNs > 0 {
                text.put(" nmi-total:")
                text.putDecimal(hwlat.nmiTotalNs)
            }
            text.put(" nmi-count:")
            text.putDecimal(UInt64(hwlat.nmiCount))
        }
        text.put("\n")
    }
}
