/// The context in which a line was recorded, as its flags column tells it (trace_print_lat_fmt in
/// kernel/trace/trace_output.c). The characters stay readable beside their meaning.
public struct ContextFlags: Equatable, Sendable {
    /// The column as printed: "d.h2.".
    public let characters: String
    public internal(set) var irqsOff = false
    /// Softirqs are disabled: b or D (since 5.19).
    public internal(set) var bhOff = false
    /// The architecture cannot tell whether interrupts are off: X.
    public internal(set) var irqsUnknown = false
    public internal(set) var needResched = false
    /// The preempt count says so too: p, N, L or B.
    public internal(set) var preemptResched = false
    /// Lazy need-resched: l, b, L or B in the second column (since 6.13), or a column of its own (rt kernels before).
    public internal(set) var needReschedLazy = false
    public internal(set) var hardIRQ = false
    public internal(set) var softIRQ = false
    public internal(set) var nmi = false
    public internal(set) var preemptDepth = 0
    /// nil where the kernel has no such column.
    public internal(set) var migrateDisableDepth: Int?
    public internal(set) var preemptLazyDepth: Int?

    /// One character of the column.
    enum Column: Equatable, Sendable {
        case irqs, resched, reschedLazy, interrupts, preemptDepth, preemptLazyDepth, migrateDisable

        /// By the name that the header's legend gives it (print_lat_help_header in kernel/trace/trace.c).
        init?(legend name: ArraySlice<UInt8>) {
            let lazy = name.firstIndex(of: "lazy") != nil
            if name.hasPrefix("irqs-off") {
                self = .irqs
            } else if name.hasPrefix("need-resched") || name.hasPrefix("needs-resched") {
                self = lazy ? .reschedLazy : .resched
            } else if name.hasPrefix("hardirq") {
                self = .interrupts
            } else if name.hasPrefix("preempt-") {
                self = lazy ? .preemptLazyDepth : .preemptDepth
            } else if name.hasPrefix("migrate-disable") {
                self = .migrateDisable
            } else {
                return nil
            }
        }
    }

    /// The columns by their number, for headers that have no legend or, as those of display-graph do, one with less.
    static func columns(_ count: Int) -> [Column]? {
        switch count {
        case 4: [.irqs, .resched, .interrupts, .preemptDepth]
        case 5: [.irqs, .resched, .interrupts, .preemptDepth, .migrateDisable]
        case 7: [.irqs, .resched, .reschedLazy, .interrupts, .preemptDepth, .preemptLazyDepth, .migrateDisable]
        default: nil
        }
    }

    /// nil when a character cannot stand in its column.
    init?(_ text: ArraySlice<UInt8>, legend: [Column]) {
        guard let columns = legend.count == text.count ? legend : Self.columns(text.count) else { return nil }
        characters = text.string
        for (column, byte) in zip(columns, text) {
            guard read(byte, column) else { return nil }
        }
    }

    private mutating func read(_ byte: UInt8, _ column: Column) -> Bool {
        switch column {
        case .irqs: return readIRQs(byte)
        case .resched: return readResched(byte)
        case .reschedLazy:
            needReschedLazy = byte == UInt8(ascii: "L")
            return needReschedLazy || byte == UInt8(ascii: ".")
        case .interrupts: return readInterrupts(byte)
        case .preemptDepth: return readDepth(byte) { $0.preemptDepth = $1 }
        case .preemptLazyDepth: return readDepth(byte) { $0.preemptLazyDepth = $1 }
        case .migrateDisable: return readDepth(byte) { $0.migrateDisableDepth = $1 }
        }
    }

    private mutating func readIRQs(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "D"): (irqsOff, bhOff) = (true, true)
        case UInt8(ascii: "d"): irqsOff = true
        case UInt8(ascii: "b"): bhOff = true
        case UInt8(ascii: "X"): irqsUnknown = true
        case UInt8(ascii: "."): break
        default: return false
        }
        return true
    }

    private mutating func readResched(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "B"): (needResched, needReschedLazy, preemptResched) = (true, true, true)
        case UInt8(ascii: "N"): (needResched, preemptResched) = (true, true)
        case UInt8(ascii: "L"): (needReschedLazy, preemptResched) = (true, true)
        case UInt8(ascii: "b"): (needResched, needReschedLazy) = (true, true)
        case UInt8(ascii: "n"): needResched = true
        case UInt8(ascii: "l"): needReschedLazy = true
        case UInt8(ascii: "p"): preemptResched = true
        case UInt8(ascii: "."): break
        default: return false
        }
        return true
    }

    private mutating func readInterrupts(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "Z"): (nmi, hardIRQ) = (true, true)
        case UInt8(ascii: "z"): nmi = true
        case UInt8(ascii: "H"): (hardIRQ, softIRQ) = (true, true)
        case UInt8(ascii: "h"): hardIRQ = true
        case UInt8(ascii: "s"): softIRQ = true
        case UInt8(ascii: "."): break
        default: return false
        }
        return true
    }

    private mutating func readDepth(_ byte: UInt8, _ set: (inout ContextFlags, Int) -> Void) -> Bool {
        guard byte != UInt8(ascii: ".") else {
            set(&self, 0)
            return true
        }
        guard let value = byte.hexValue else { return false }
        set(&self, Int(value))
        return true
    }
}

extension ContextFlags {
    /// The verbose form prints the record's flag byte and its preempt count as numbers. The bits 0x02 and 0x20 changed their
    /// meaning among kernels and are left out; `characters` is empty.
    init(bits: UInt8, preemptDepth: Int) {
        characters = ""
        irqsOff = bits & 0x01 != 0
        needResched = bits & 0x04 != 0
        hardIRQ = bits & 0x08 != 0
        softIRQ = bits & 0x10 != 0
        nmi = bits & 0x40 != 0
        bhOff = bits & 0x80 != 0
        self.preemptDepth = preemptDepth
    }
}
