/// Block layer records (print_one_line in kernel/trace/blktrace.c). They have no format file: their id is the one
/// before `bputs`.
final class BlkText: RecordText {
    private let context: TextContext
    var tasks: Tasks { context.tasks }
    let bytesMin = BlkRecord.bytesMin

    init(_ context: TextContext) {
        self.context = context
    }

    /// The id of `blk` records; nil when the kernel's own events are not among the formats.
    static func id(_ formats: FormatSet) -> Int? {
        formats.id("ftrace", "bputs").flatMap { $0 > 0 ? $0 - 1 : nil }
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        guard let blk = BlkRecord(record) else { return }
        print(blk, &text) { act, text in start(blk, act, &text) }
    }

    /// The form of the option blk_classic, which is a whole line (blk_log_action_classic).
    func printClassic(_ record: Record, cpu: Int, _ text: inout TextBuffer) {
        guard let blk = BlkRecord(record) else { return text.put("Unknown action 0\n") }
        print(blk, &text) { act, text in
            Self.device(blk, &text)
            text.put(" ")
            text.putDecimal(UInt64(cpu), width: 2)
            text.put(" ")
            // The kernel prints the seconds as an int.
            text.putDecimal(Int64(Int32(truncatingIfNeeded: record.timeNs / 1_000_000_000)), width: 5)
            text.put(".")
            text.putDecimal(record.timeNs % 1_000_000_000, width: 9, with: 0x30)
            text.put(" ")
            text.putDecimal(UInt64(UInt32(bitPattern: record.pid)), width: 5)
            Self.act(blk, act, &text)
        }
    }

    private func print(_ blk: BlkRecord, _ text: inout TextBuffer, _ start: (BlkAction.Name, inout TextBuffer) -> Void) {
        if blk.isMessage {
            start(name(BlkAction.message), &text)
            text.put(blk.record.base + blk.pdu.lowerBound, blk.pdu.count)
        } else if let action = BlkAction.of(blk.what) {
            start(name(action), &text)
            details(blk, action, &text)
        } else {
            text.put("Unknown action ")
            text.putHex(UInt64(blk.what))
        }
        text.put("\n")
    }

    private func name(_ action: BlkAction) -> BlkAction.Name { context.options.verbose ? action.long : action.short }

    /// blk_log_action: device, cgroup, action and flags.
    private func start(_ blk: BlkRecord, _ act: BlkAction.Name, _ text: inout TextBuffer) {
        Self.device(blk, &text)
        if let cgroup = blk.cgroup {
            text.put(" ")
            if context.options.blkCgroupName {
                // Only the kernel that ran knows a cgroup's path; the root's id is 1 everywhere.
                text.put(cgroup == 1 ? "/" : "<...>")
            } else {
                text.putHex(cgroup & 0xffff_ffff)
                text.put(",")
                text.putHex(cgroup >> 32)
            }
        }
        Self.act(blk, act, &text)
    }

    /// "%3d,%-3d".
    private static func device(_ blk: BlkRecord, _ text: inout TextBuffer) {
        text.putDecimal(UInt64(blk.major), width: 3)
        text.put(",")
        let mark = text.count
        text.putDecimal(UInt64(blk.minor))
        text.pad(from: mark, width: 3, left: true)
    }

    /// " %2s %3s ".
    private static func act(_ blk: BlkRecord, _ act: BlkAction.Name, _ text: inout TextBuffer) {
        text.put(" ")
        var mark = text.count
        text.put(act)
        text.pad(from: mark, width: 2, left: false)
        text.put(" ")
        mark = text.count
        flags(blk, &text)
        text.pad(from: mark, width: 3, left: false)
        text.put(" ")
    }

    /// fill_rwbs.
    private static func flags(_ blk: BlkRecord, _ text: inout TextBuffer) {
        if blk.isMessage { return text.put("N") }
        let categories = blk.categories
        if categories.contains(.flush) { text.put("F") }
        if categories.contains(.discard) {
            text.put("D")
        } else if categories.contains(.writeZeroes) {
            text.put("WZ")
        } else if categories.contains(.write) {
            text.put("W")
        } else {
            text.put(blk.bytes != 0 ? "R" : "N")
        }
        if categories.contains(.fua) { text.put("F") }
        if categories.contains(.ahead) { text.put("A") }
        if categories.contains(.sync) { text.put("S") }
        if categories.contains(.meta) { text.put("M") }
    }
}
