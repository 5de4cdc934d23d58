/// An event's `hist` file: one histogram for each of its hist triggers (hist_show in kernel/trace/trace_events_hist.c).
public struct HistText: Equatable, Sendable {
    public private(set) var histograms: [Histogram] = []
    public private(set) var faults = KernelText.Faults()

    /// - Throws: `.tooLarge`.
    public init(_ text: [UInt8]) throws(KernelText.Refusal) {
        var found = KernelText.Faults()
        var parser = HistParser()
        try KernelText.eachLine(text, &found) { line, number, faults in parser.read(line, number, &faults) }
        parser.finish(&found)
        histograms = parser.histograms
        faults = found
    }
}

/// What one hist trigger has counted.
public struct Histogram: Equatable, Sendable {
    public internal(set) var trigger: HistTrigger
    /// In the order the trigger sorts them.
    public internal(set) var entries: [HistEntry] = []
    /// Set when the action `snapshot` of onmax or onchange has run.
    public internal(set) var snapshot: HistSnapshot?
    /// nil when the text ends before its totals. Hits that are in an entry; entries; and hits that found no room for one, which
    /// are not among `hits`. An event goes on while its file is read, so `hits` may be ahead of the sum of the entries.
    public internal(set) var hits: UInt64?
    public internal(set) var entryCount: UInt64?
    public internal(set) var dropped: UInt64?
}

/// One line (or, with stacks, several) of a histogram.
public struct HistEntry: Equatable, Sendable {
    /// Of the text, counted from 1.
    public let line: Int
    /// In the trigger's order.
    public let keys: [HistKey]
    /// "hitcount" first, where the trigger does not hide it.
    public internal(set) var values: [HistValue] = []
    /// The maximum or last change that onmax and onchange keep with the entry, and what `save` kept with it.
    public internal(set) var tracked: HistTracked?

    public var hitcount: UInt64? {
        for value in values where value.name == "hitcount" {
            if case .number(let count) = value.amount { return count }
        }
        return nil
    }
}

public struct HistKey: Equatable, Sendable {
    /// As the entry names it, without the modifier.
    public let name: String
    public let value: Value

    public init(name: String, value: Value) {
        (self.name, self.value) = (name, value)
    }

    public enum Value: Equatable, Sendable {
        case number(UInt64)
        /// `.hex`
        case hexadecimal(UInt64)
        /// `.sym` and `.sym-offset`: "name" or "name+0x0/0x40"
        case symbol(address: UInt64, name: String)
        /// `.syscall`: "sys_getuid" (or "unknown_syscall") and its number
        case syscall(name: String, number: UInt64)
        /// `.execname`
        case task(comm: String, pid: UInt64)
        /// `.log2`: values from 2^(n - 1) + 1 to 2^n
        case powerOfTwo(UInt64)
        /// `.buckets=N`: both ends belong to it
        case range(UInt64, UInt64)
        case string(String)
        /// `.stacktrace`: innermost first
        case stack([String])
    }
}

public struct HistValue: Equatable, Sendable {
    public let name: String
    public let amount: Amount

    public init(name: String, amount: Amount) {
        (self.name, self.amount) = (name, amount)
    }

    public enum Amount: Equatable, Sendable {
        case number(UInt64)
        /// `.hex`
        case hexadecimal(UInt64)
        /// `.percent`: of all entries, in hundredths of a percent; nil where the kernel printed "[ERROR]"
        case percent(hundredths: UInt64?)
        /// `.graph`: 20 columns of "#", "=", "-" and spaces
        case graph(String)
        /// A string that `save` kept.
        case string(String)
    }
}

/// "\tmax:  74  next_prio:  19  next_comm: cyclictest" (track_data_print).
public struct HistTracked: Equatable, Sendable {
    public enum Handler: String, Equatable, Sendable {
        case max
        case changed
    }
    public let handler: Handler
    public let value: UInt64
    public let saved: [HistValue]
}

/// "Snapshot taken (see tracing/snapshot).  Details:" (track_data_snapshot_print).
public struct HistSnapshot: Equatable, Sendable {
    /// "onmax($wakeup_lat)"
    public let condition: String
    public let value: UInt64
    public let keys: [HistKey]
}
