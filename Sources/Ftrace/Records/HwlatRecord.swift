/// One `hwlat` record: the maximum of one window of kernel/trace/trace_hwlat.c (struct hwlat_entry).
public struct HwlatRecord: Equatable, Sendable {
    /// When it was recorded, on the trace clock.
    public var traceNs: UInt64
    /// The number of the sample in this run of the tracer, from 1.
    public var sequence: UInt32
    /// Largest gap inside one pair of reads, microseconds.
    public var innerUs: UInt64
    /// Largest gap between two pairs of reads, microseconds.
    public var outerUs: UInt64
    /// Wall time of the first gap over the threshold.
    public var timestampS: Int64
    public var timestampNs: Int64
    /// Time in NMIs during the window, nanoseconds; 0 where the architecture does not measure it.
    public var nmiTotalNs: UInt64
    public var nmiCount: UInt32
    /// Gaps over the threshold in this window.
    public var count: UInt32
}
