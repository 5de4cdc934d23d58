/// The flags column of one kernel (trace_print_lat_fmt in kernel/trace/trace_output.c).
struct FlagStyle: Sendable {
    let flagsOffset: Int
    let preemptOffset: Int
    /// The rt patch of 6.1 (CONFIG_PREEMPT_LAZY): preempt_lazy_count has a byte of its own, the column seven
    /// characters, and bit 0x20 means lazy need-resched, not "preempt count says resched".
    let lazyCountOffset: Int?
    /// Bit 0x02 means lazy need-resched (since 6.13, and in the rt patch of 6.12), not "irqs-off unknown".
    private let hasLazyBit: Bool
    /// The kernel is 6.13 or newer, by its release or by the ids of its formats, which moved then.
    let isSince613: Bool

    private static let irqsOff: UInt8 = 0x01
    private static let lazy: UInt8 = 0x02
    private static let needResched: UInt8 = 0x04
    private static let hardIRQ: UInt8 = 0x08
    private static let softIRQ: UInt8 = 0x10
    private static let preemptResched: UInt8 = 0x20
    private static let nmi: UInt8 = 0x40
    private static let bhOff: UInt8 = 0x80

    init(release: String, formats: FormatSet) {
        let fields = formats.anyFormat?.fields ?? []
        flagsOffset = fields.first { $0.name == "common_flags" }?.offset ?? 2
        preemptOffset = fields.first { $0.name == "common_preempt_count" }?.offset ?? 3
        lazyCountOffset = fields.first { $0.name == "common_preempt_lazy_count" }?.offset
        isSince613 = Self.isSince613(release: release, formats: formats)
        hasLazyBit = isSince613 || (release.hasPrefix("6.12.") && release.contains("-rt"))
    }

    /// Bytes a record must have for these columns.
    var bytesMin: Int { max(flagsOffset, preemptOffset, lazyCountOffset ?? 0) + 1 }

    /// Without a release the ids tell: those above funcgraph_retaddr_entry (6.13) are one higher.
    static func isSince613(release: String, formats: FormatSet) -> Bool {
        KernelVersion(release).map { $0 >= KernelVersion(6, 13) } ?? (formats.id("ftrace", "bputs") ?? 0 > 14)
    }

    /// trace_print_lat_fmt.
    @inline(__always)
    func print(_ record: Record, _ text: inout TextBuffer) {
        let flags = record.u8(flagsOffset)
        let preempt = record.u8(preemptOffset)
        text.put(irqs(flags))
        text.put(resched(flags))
        if lazyCountOffset != nil { text.put(UInt8(ascii: flags & Self.preemptResched != 0 ? "L" : ".")) }
        text.put(interrupts(flags))
        count(preempt & 0xf, &text)
        if let offset = lazyCountOffset { lazyCount(record.u8(offset), &text) }
        count(preempt >> 4, &text)
    }

    /// The first three characters of a five-character column for this flags byte, in the order of memory.
    func flagCharacters(_ flags: UInt8) -> UInt32 {
        let characters = UInt32(irqs(flags)) | UInt32(resched(flags)) << 8 | UInt32(interrupts(flags)) << 16
        return characters.littleEndian
    }

    /// Its last two characters for this preemption byte.
    func preemptCharacters(_ preempt: UInt8) -> UInt16 {
        (UInt16(digit(preempt & 0xf)) | UInt16(digit(preempt >> 4)) << 8).littleEndian
    }

    private func digit(_ value: UInt8) -> UInt8 {
        value == 0 ? UInt8(ascii: ".") : value < 10 ? 0x30 + value : 0x61 + value - 10
    }
    /// `common_flags`, and the low half of `common_preempt_count`.
    func bits(_ record: Record) -> UInt8 { record.u8(flagsOffset) }
    func preemptDepth(_ record: Record) -> UInt8 { record.u8(preemptOffset) & 0xf }

    private func irqs(_ flags: UInt8) -> UInt8 {
        switch (flags & Self.irqsOff != 0, flags & Self.bhOff != 0) {
        case (true, true): UInt8(ascii: "D")
        case (true, false): UInt8(ascii: "d")
        case (false, true): UInt8(ascii: "b")
        case (false, false):
            UInt8(ascii: flags & Self.lazy != 0 && !hasLazyBit ? "X" : ".")
        }
    }

    private func resched(_ flags: UInt8) -> UInt8 {
        let need = flags & Self.needResched != 0
        let preempt = lazyCountOffset == nil && flags & Self.preemptResched != 0
        let lazy = hasLazyBit && flags & Self.lazy != 0
        return switch (need, lazy, preempt) {
        case (true, true, true): UInt8(ascii: "B")
        case (true, false, true): UInt8(ascii: "N")
        case (false, true, true): UInt8(ascii: "L")
        case (true, true, false): UInt8(ascii: "b")
        case (true, false, false): UInt8(ascii: "n")
        case (false, true, false): UInt8(ascii: "l")
        case (false, false, true): UInt8(ascii: "p")
        case (false, false, false): UInt8(ascii: ".")
        }
    }

    private func interrupts(_ flags: UInt8) -> UInt8 {
        let hard = flags & Self.hardIRQ != 0
        if flags & Self.nmi != 0 { return UInt8(ascii: hard ? "Z" : "z") }
        if flags & Self.softIRQ != 0 { return UInt8(ascii: hard ? "H" : "s") }
        return UInt8(ascii: hard ? "h" : ".")
    }

    private func count(_ value: UInt8, _ text: inout TextBuffer) {
        if value == 0 { text.put(UInt8(ascii: ".")) } else { text.putHex(UInt64(value)) }
    }

    private func lazyCount(_ value: UInt8, _ text: inout TextBuffer) {
        count(value, &text)
    }
}
