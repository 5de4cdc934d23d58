/// A time on the trace clock as trace_print_time (kernel/trace/trace_output.c) has it, with the space before it.
struct TraceTime: Sendable {
    /// The clock counts nanoseconds (trace_clocks[].in_ns in kernel/trace/trace.c).
    let clockIsNs: Bool

    init(clock: String) {
        clockIsNs = TraceClock.isNs(clock)
    }

    /// - Parameter time: nanoseconds, or the clock's own unit.
    func print(_ time: UInt64, _ text: inout TextBuffer) {
        text.put(" ")
        guard clockIsNs else { return text.putDecimal(time, width: 12) }
        let us = Self.microseconds(time)
        text.putDecimal(us / 1_000_000, width: 5)
        text.put(".")
        text.putDecimal(us % 1_000_000, width: 6, with: 0x30)
    }

    /// ns2usecs rounds to the nearest.
    static func microseconds(_ nanoseconds: UInt64) -> UInt64 { (nanoseconds &+ 500) / 1000 }
}

/// The kernel's trace clocks (trace_clocks in kernel/trace/trace.c).
public enum TraceClock {
    /// Whether a clock counts nanoseconds; counter, uptime (jiffies) and the CPUs' own counters do not.
    public static func isNs(_ name: String) -> Bool { !["counter", "uptime", "x86-tsc", "ppc-tb"].contains(name) }
}
