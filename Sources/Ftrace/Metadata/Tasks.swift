/// Names and thread groups of tasks by pid: `saved_cmdlines` and `saved_tgids`.
final class Tasks: Sendable {
    private let text: [UInt8]
    /// By pid: where the name lies in `text`, its length in the low 8 bits; 0 for none.
    private let names: [UInt64]
    private let tgids: [Int32]

    /// PID_MAX_LIMIT of 64-bit kernels.
    static let pidMax = 4 << 20
    /// A comm is 15 bytes; the kernel prints no more.
    static let commBytesMax = 15

    init(cmdlines: [UInt8], tgids: [UInt8]) {
        text = cmdlines
        var names: [UInt64] = []
        for line in Lines(cmdlines) {
            var rest = line.drop { $0 == 0x20 }
            guard let pid = rest.takeDecimal(), pid < Self.pidMax, rest.first == 0x20 else { continue }
            let comm = rest.dropFirst()
            if pid >= names.count { names += Array(repeating: 0, count: pid + 1 - names.count) }
            names[pid] = UInt64(comm.startIndex) << 8 | UInt64(min(comm.count, Self.commBytesMax))
        }
        self.names = names
        var groups: [Int32] = []
        for line in Lines(tgids) {
            var rest = line.drop { $0 == 0x20 }
            guard let pid = rest.takeDecimal(), pid < Self.pidMax else { continue }
            rest = rest.drop { $0 == 0x20 }
            guard let tgid = rest.takeDecimal(), tgid < Self.pidMax else { continue }
            if pid >= groups.count { groups += Array(repeating: 0, count: pid + 1 - groups.count) }
            groups[pid] = Int32(tgid)
        }
        self.tgids = groups
    }

    /// trace_find_cmdline: the name without spaces before it, cut to `bytesMax`.
    func putComm(_ pid: Int32, bytesMax: Int, _ buffer: inout TextBuffer) {
        buffer.put(name(pid).prefix(bytesMax))
    }

    /// The same in 16 columns.
    func printComm(_ pid: Int32, _ buffer: inout TextBuffer) {
        let name = name(pid)
        buffer.fill(0x20, 16 - name.count)
        buffer.put(name)
    }

    /// The name as the kernel prints it (__trace_find_cmdline in kernel/trace/trace.c).
    func name(_ pid: Int32) -> ArraySlice<UInt8> {
        if pid == 0 { return Self.idle }
        if pid < 0 { return Self.negative }
        guard Int(pid) < names.count, names[Int(pid)] != 0 else { return Self.unknown }
        let place = names[Int(pid)]
        return text[Int(place >> 8)..<(Int(place >> 8) + Int(place & 0xff))]
    }

    private static let idle = Array("<idle>".utf8)[...]
    private static let negative = Array("<XXX>".utf8)[...]
    private static let unknown = Array("<...>".utf8)[...]

    func tgid(_ pid: Int32) -> Int32 {
        pid >= 0 && Int(pid) < tgids.count ? tgids[Int(pid)] : 0
    }
}
