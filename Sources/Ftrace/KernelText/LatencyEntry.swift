/// One entry of the path that a latency tracer recorded.
public struct LatencyEntry: Equatable, Sendable {
    /// Of the text, counted from 1.
    public let line: Int
    /// Its first bytes, as many as the form has room for: 8 in the plain form, 7 in the graph form, all in the verbose one; "<idle>" and
    /// "<...>" are the kernel's words for the idle task and a forgotten name.
    public let comm: String
    public let pid: Int
    public let cpu: Int
    public let flags: ContextFlags
    public let time: LatencyTime
    public let step: LatencyStep
    /// The duration column; only in the function_graph form.
    public internal(set) var graph: LatencyGraph?
    /// What only the verbose form prints.
    public internal(set) var verbose: LatencyVerbose?
    /// The frames below "<stack trace>", innermost first.
    public internal(set) var stack: [String] = []
}

/// When an entry was recorded, from the start of the latency (lat_print_timestamp in kernel/trace/trace_output.c).
public struct LatencyTime: Equatable, Sendable {
    /// Microseconds, rounded; or the clock's own units where `isTicks`. nil in a graph form without the column.
    public internal(set) var value: UInt64?
    /// The clock counts no nanoseconds (counter, uptime, x86-tsc).
    public internal(set) var isTicks = false
    /// By the trace clock rather than from the start: the tracer's text with latency-format switched off.
    public internal(set) var isAbsolute = false
    /// The mark behind the time: how long it took to the next entry. " " less than 10 us, then "+", from 100 us "!", from 1 ms
    /// "#", from 10 ms "*", from 100 ms "@", from 1 s "$" (trace_find_mark).
    public internal(set) var mark: UInt8 = 0x20

    /// The least time to the next entry that the mark stands for.
    public var delayUsMin: UInt64 { DurationText.markUs(mark) ?? 0 }
}

/// The numbers of the verbose form (trace_print_lat_context in kernel/trace/trace_output.c).
public struct LatencyVerbose: Equatable, Sendable {
    /// The record's flag byte (enum trace_flag_type in include/linux/trace_events.h).
    public let flagBits: UInt8
    /// Counts the entries from 0.
    public let index: UInt64
    /// By the trace clock: microseconds, or the units of a clock that counts no nanoseconds.
    public let stamp: UInt64
    /// The time to the next entry, in the same unit.
    public let delay: UInt64
}

/// The duration column and the depth of the function_graph form (kernel/trace/trace_functions_graph.c).
public struct LatencyGraph: Equatable, Sendable {
    /// Calls that are open around this one, two spaces each.
    public let depth: Int
    /// As far as printed: seven digits, so whole microseconds from 1000000 us on. nil on entries and comments.
    public let durationNs: UInt64?
    /// As `LatencyTime.mark`, of the duration.
    public let mark: UInt8

    public init(depth: Int, durationNs: UInt64?, mark: UInt8) {
        (self.depth, self.durationNs, self.mark) = (depth, durationNs, mark)
    }
}

/// A duration as trace_print_graph_duration writes it.
enum DurationText {
    static func markUs(_ mark: UInt8) -> UInt64? {
        switch mark {
        case UInt8(ascii: " "): 0
        case UInt8(ascii: "+"): 10
        case UInt8(ascii: "!"): 100
        case UInt8(ascii: "#"): 1000
        case UInt8(ascii: "*"): 10_000
        case UInt8(ascii: "@"): 100_000
        case UInt8(ascii: "$"): 1_000_000
        default: nil
        }
    }

    /// "37687.77 us": in thousandths, which are nanoseconds. nil when it is no such thing or does not fit.
    static func thousandths(_ cursor: inout LineCursor) -> UInt64? {
        guard let whole = cursor.unsigned() else { return nil }
        var fraction: UInt64 = 0
        if cursor.skip(".") {
            var weight: UInt64 = 100
            var digits = 0
            while let byte = cursor.first, byte.isDigit, digits < 3 {
                fraction += UInt64(byte - 0x30) * weight
                weight /= 10
                digits += 1
                _ = cursor.take(1)
            }
            guard digits > 0 else { return nil }
        }
        guard cursor.skip(" us") else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = product.addingReportingOverflow(fraction)
        return overflow || carry ? nil : sum
    }
}
