import FleetAPI
import Ftrace

/// Sums over hwlat records: of one board in one trace, or of a group of them.
struct HwlatTally: Sendable {
    private(set) var samples: UInt64 = 0
    private(set) var hits: UInt64 = 0
    private(set) var nmis: UInt64 = 0
    private(set) var inner = ValueCounts()
    private(set) var outer = ValueCounts()

    mutating func add(_ record: HwlatRecord) {
        samples += 1
        hits += UInt64(record.count)
        nmis += UInt64(record.nmiCount)
        inner.add(record.innerUs)
        outer.add(record.outerUs)
    }

    mutating func add(_ other: HwlatTally) {
        samples += other.samples
        hits += other.hits
        nmis += other.nmis
        inner.add(other.inner)
        outer.add(other.outer)
    }
}

extension Distribution {
    init(_ counts: ValueCounts) {
        let percentiles = counts.percentiles([50, 99])
        self.init(p50Us: percentiles[0], p99Us: percentiles[1], maxUs: counts.max)
    }
}
