/// What happened to a request: what2act in kernel/trace/blktrace.c, with the names of the option verbose.
struct BlkAction: Sendable {
    typealias Name = StaticString

    let short: Name
    let long: Name
    let details: Details

    enum Details: Sendable {
        case request, error, plug, unplug, split, remap
    }

    static let message = BlkAction(short: "m", long: "message", details: .plug)

    /// In the order of enum blktrace_act, from 1.
    private static let all = [
        BlkAction(short: "Q", long: "queue", details: .request),
        BlkAction(short: "M", long: "backmerge", details: .request),
        BlkAction(short: "F", long: "frontmerge", details: .request),
        BlkAction(short: "G", long: "getrq", details: .request),
        BlkAction(short: "S", long: "sleeprq", details: .request),
        BlkAction(short: "R", long: "requeue", details: .error),
        BlkAction(short: "D", long: "issue", details: .request),
        BlkAction(short: "C", long: "complete", details: .error),
        BlkAction(short: "P", long: "plug", details: .plug),
        BlkAction(short: "U", long: "unplug_io", details: .unplug),
        BlkAction(short: "UT", long: "unplug_timer", details: .unplug),
        BlkAction(short: "I", long: "insert", details: .request),
        BlkAction(short: "X", long: "split", details: .split),
        // Kernels up to 5.17.
        BlkAction(short: "B", long: "bounce", details: .request),
        BlkAction(short: "A", long: "remap", details: .remap),
    ]

    static func of(_ what: Int) -> BlkAction? {
        what >= 1 && what <= all.count ? all[what - 1] : nil
    }
}

extension BlkText {
    /// What follows the flags: blk_log_generic and its siblings.
    func details(_ blk: BlkRecord, _ action: BlkAction, _ text: inout TextBuffer) {
        switch action.details {
        case .request: request(blk, &text)
        case .error: error(blk, &text)
        case .plug: task(blk, &text)
        case .unplug:
            task(blk, &text)
            text.put(" ")
            text.putDecimal(blk.record.bigEndian(blk.pdu.lowerBound, as: UInt64.self))
        case .split:
            text.putDecimal(blk.sector)
            text.put(" / ")
            text.putDecimal(blk.record.bigEndian(blk.pdu.lowerBound, as: UInt64.self))
            text.put(" ")
            task(blk, &text)
        case .remap: remap(blk, &text)
        }
    }

    private func request(_ blk: BlkRecord, _ text: inout TextBuffer) {
        if blk.categories.contains(.passthrough) {
            text.putDecimal(UInt64(blk.bytes))
            text.put(" ")
            command(blk, &text)
        } else if blk.sectors != 0 {
            place(blk, &text)
            text.put(" ")
        }
        task(blk, &text)
    }

    private func error(_ blk: BlkRecord, _ text: inout TextBuffer) {
        if blk.categories.contains(.passthrough) {
            command(blk, &text)
        } else if blk.sectors != 0 {
            place(blk, &text)
            text.put(" ")
        } else {
            text.putDecimal(blk.sector)
            text.put(" ")
        }
        text.put("[")
        text.putDecimal(UInt64(blk.error))
        text.put("]")
    }

    /// struct blk_io_trace_remap: device and sector it was meant for, big-endian.
    private func remap(_ blk: BlkRecord, _ text: inout TextBuffer) {
        place(blk, &text)
        let device = blk.record.bigEndian(blk.pdu.lowerBound, as: UInt32.self)
        text.put(" <- (")
        text.putDecimal(UInt64(device >> 20))
        text.put(",")
        text.putDecimal(UInt64(device & 0xf_ffff))
        text.put(") ")
        text.putDecimal(blk.record.bigEndian(blk.pdu.lowerBound + 8, as: UInt64.self))
    }

    private func place(_ blk: BlkRecord, _ text: inout TextBuffer) {
        text.putDecimal(blk.sector)
        text.put(" + ")
        text.putDecimal(UInt64(blk.sectors))
    }

    private func task(_ blk: BlkRecord, _ text: inout TextBuffer) {
        text.put("[")
        text.put(tasks.name(blk.record.pid))
        text.put("]")
    }

    /// blk_log_dump_pdu: the command's bytes; of the zeros at its end only the first, then "..".
    private func command(_ blk: BlkRecord, _ text: inout TextBuffer) {
        guard !blk.pdu.isEmpty else { return }
        let end = (blk.pdu.last { blk.record.u8($0) != 0 } ?? blk.pdu.lowerBound - 1) + 1
        text.put("(")
        for index in blk.pdu {
            if index > blk.pdu.lowerBound { text.put(" ") }
            text.putHex(UInt64(blk.record.u8(index)), digits: 2)
            if index == end && end != blk.pdu.upperBound - 1 { return text.put(" ..) ") }
        }
        text.put(") ")
    }
}
