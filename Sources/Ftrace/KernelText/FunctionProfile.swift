/// `trace_stat/functionN`: how often each function ran on CPU N, and how long (function_stat_show in kernel/trace/ftrace.c).
/// Without CONFIG_FUNCTION_GRAPH_TRACER there are only the hits.
public struct FunctionProfile: Equatable, Sendable {
    public private(set) var functions: [FunctionStat] = []
    public private(set) var faults = KernelText.Faults()

    /// - Throws: `.tooLarge`.
    public init(_ text: [UInt8]) throws(KernelText.Refusal) {
        var found = KernelText.Faults()
        try KernelText.eachLine(text, &found) { line, number, faults in
            let trimmed = line.trimmed
            if trimmed.isEmpty || trimmed.hasPrefix("--------") { return }
            if trimmed.hasPrefix("Function "), trimmed.firstIndex(of: " Hit") != nil { return }
            guard let function = FunctionStat(trimmed) else {
                return faults.add(line: number, "\"FUNCTION HITS\", or with \"TIME us AVERAGE us VARIANCE us\" behind them")
            }
            functions.append(function)
        }
        faults = found
    }

    /// The profiles of several CPUs as one, by name, in order of time and then of hits, as the kernel orders them. Names are cut to
    /// 30 bytes by the kernel: functions that differ only behind those are one here.
    public static func merged(_ profiles: [FunctionProfile]) -> [FunctionTotal] {
        var totals: [String: FunctionTotal] = [:]
        for profile in profiles {
            for function in profile.functions { totals[function.name, default: FunctionTotal(function.name)].add(function) }
        }
        return totals.values.sorted { ($0.timeNs ?? 0, $0.hits, $1.name) > ($1.timeNs ?? 0, $1.hits, $0.name) }
    }
}

/// One line of a profile.
public struct FunctionStat: Equatable, Sendable {
    /// Cut to 30 bytes.
    public let name: String
    public let hits: UInt64
    public let times: Times?

    /// The kernel prints seven digits: three decimals below 10000 us, none from 1000000 us on. The numbers here are exactly what it
    /// printed.
    public struct Times: Equatable, Sendable {
        /// All calls together, without what the options sleep-time and graph-time leave out.
        public let timeNs: UInt64
        public let averageNs: UInt64
        /// The column "s^2", printed as "us" but a variance: in thousandths of a square microsecond.
        public let varianceMilliUs2: UInt64
    }

    /// "do_el0_svc    1350    8991871 us      6660.645 us     4782180 us"
    init?(_ line: ArraySlice<UInt8>) {
        var cursor = LineCursor(line)
        guard let name = cursor.word() else { return nil }
        cursor.skipSpaces()
        guard let hits = cursor.unsigned() else { return nil }
        self.name = name.string
        self.hits = hits
        cursor.skipSpaces()
        if cursor.isAtEnd {
            times = nil
            return
        }
        guard let time = DurationText.thousandths(&cursor) else { return nil }
        cursor.skipSpaces()
        guard let average = DurationText.thousandths(&cursor) else { return nil }
        cursor.skipSpaces()
        guard let variance = DurationText.thousandths(&cursor), cursor.isAtEnd else { return nil }
        times = Times(timeNs: time, averageNs: average, varianceMilliUs2: variance)
    }
}

/// A function over all CPUs.
public struct FunctionTotal: Equatable, Sendable {
    public let name: String
    /// Sums; they stay at the largest number rather than overflow.
    public private(set) var hits: UInt64 = 0
    /// nil when no CPU has times.
    public private(set) var timeNs: UInt64?
    /// The largest average and variance of any CPU.
    public private(set) var averageNsMax: UInt64?
    public private(set) var varianceMilliUs2Max: UInt64?
    /// CPUs on which the function ran.
    public private(set) var cpus = 0

    /// Over all hits.
    public var averageNs: UInt64? { hits == 0 ? nil : timeNs.map { $0 / hits } }

    init(_ name: String) {
        self.name = name
    }

    mutating func add(_ function: FunctionStat) {
        hits = Self.sum(hits, function.hits)
        cpus += 1
        guard let times = function.times else { return }
        timeNs = Self.sum(timeNs ?? 0, times.timeNs)
        averageNsMax = max(averageNsMax ?? 0, times.averageNs)
        varianceMilliUs2Max = max(varianceMilliUs2Max ?? 0, times.varianceMilliUs2)
    }

    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
