import Histogram

/// How often which value was seen: exact while the values are few, within one part in 100 000 when
/// they are many, so that memory stays bounded whatever boards report.
struct ValueCounts: Sendable {
    static let exactValuesMax = 1 << 14

    private var exact: [UInt64: UInt64] = [:]
    private var histogram: Histogram<UInt64>?
    private(set) var count: UInt64 = 0
    private(set) var max: UInt64 = 0

    mutating func add(_ value: UInt64, times: UInt64 = 1) {
        count += times
        max = Swift.max(max, value)
        if histogram != nil {
            record(value, times)
        } else {
            exact[value, default: 0] += times
            if exact.count > ValueCounts.exactValuesMax { spill() }
        }
    }

    mutating func add(_ other: ValueCounts) {
        for (value, times) in other.exact { add(value, times: times) }
        guard let more = other.histogram else { return }
        for step in more.recordedValues() { add(Swift.min(step.value, other.max), times: step.count) }
        max = Swift.max(max, other.max)
    }

    /// The nearest-rank percentiles: for each p, the smallest value that at least p percent of the
    /// values do not exceed. Zero without values.
    func percentiles(_ wanted: [Double]) -> [UInt64] {
        if let histogram { return wanted.map { Swift.min(histogram.valueAtPercentile($0), max) } }
        let sorted = exact.sorted { $0.key < $1.key }
        return wanted.map { percent in
            let rank = Swift.max(1, (percent / 100 * Double(count)).rounded(.up))
            var seen: UInt64 = 0
            for (value, times) in sorted {
                seen += times
                if Double(seen) >= rank { return value }
            }
            return max
        }
    }

    private mutating func spill() {
        histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .five)
        for (value, times) in exact { record(value, times) }
        exact = [:]
    }

    /// A latency above 2^40 us, twelve days, is counted as that; `max` stays exact.
    private mutating func record(_ value: UInt64, _ times: UInt64) {
        _ = histogram?.record(Swift.min(value, 1 << 40), count: times)
    }
}
