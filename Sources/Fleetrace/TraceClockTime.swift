/// A time as a trace's lines show it: seconds with up to nine decimals, or the plain number of a counting clock.
struct TraceClockTime {
    private let whole: UInt64
    /// Nanoseconds, and how many decimals were written.
    private let fraction: UInt64
    private let decimals: Int

    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = UInt64(first), whole < 1 << 63 else { return nil }
        self.whole = whole
        guard parts.count == 2 else {
            fraction = 0
            decimals = 0
            return
        }
        guard parts[1].count <= 9, !parts[1].isEmpty, parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        decimals = parts[1].count
        fraction = UInt64(parts[1] + String(repeating: "0", count: 9 - decimals)) ?? 0
    }

    /// The first time that is shown so. Lines round to the nearest microsecond, and so does this.
    func first(isNs: Bool) -> UInt64 {
        guard isNs else { return whole }
        return decimals <= 6 && ns >= 500 ? ns - 500 : ns
    }

    /// The last time that is shown so.
    func last(isNs: Bool) -> UInt64 {
        guard isNs else { return whole }
        return decimals <= 6 && ns <= .max - 499 ? ns + 499 : ns
    }

    /// Nanoseconds, at most as many as a trace clock can count.
    private var ns: UInt64 {
        let (seconds, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = seconds.addingReportingOverflow(fraction)
        return overflow || carry ? .max : sum
    }
}

/// A list of CPUs as the kernel writes them: 0-3,5.
struct CPUList {
    var cpus: Set<Int> = []
    /// NR_CPUS of the largest kernels.
    private static let cpuMax = 8191

    init?(_ text: String) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0, first <= last, last <= Self.cpuMax else {
                return nil
            }
            cpus.formUnion(first...last)
        }
    }
}
