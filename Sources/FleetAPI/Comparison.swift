/// `GET /v1/compare/hwlat?by=KEY&trace=ID…&selector=S`: hardware latency by a label or a fact.
public struct HwlatComparison: Codable, Equatable, Sendable {
    public var by: String
    public var groups: [HwlatGroup]
    /// Traces on boards that could not be counted, each with the reason.
    public var leftOut: [LeftOut]

    public struct LeftOut: Codable, Equatable, Sendable {
        public var trace: String
        public var machine: String
        public var reason: String

        public init(trace: String, machine: String, reason: String) {
            self.trace = trace
            self.machine = machine
            self.reason = reason
        }
    }

    public init(by: String, groups: [HwlatGroup], leftOut: [LeftOut]) {
        self.by = by
        self.groups = groups
        self.leftOut = leftOut
    }
}

/// The parameters that a figure was taken with. Figures of unequal parameters are never added up.
public struct HwlatParameters: Codable, Hashable, Sendable {
    public var widthUs: UInt64
    public var windowUs: UInt64
    public var thresholdUs: UInt64
    public var mode: String

    public init(widthUs: UInt64, windowUs: UInt64, thresholdUs: UInt64, mode: String) {
        self.widthUs = widthUs
        self.windowUs = windowUs
        self.thresholdUs = thresholdUs
        self.mode = mode
    }
}

/// The boards of one value of `by`, measured with the same parameters.
public struct HwlatGroup: Codable, Equatable, Sendable {
    /// "-" for boards that have no such label or fact.
    public var value: String
    public var parameters: HwlatParameters
    public var boards: [String]
    public var traces: [String]
    /// Kernel releases in the group: a figure names the kernel that it was taken on.
    public var kernels: [String]
    /// Windows with a latency over the threshold: hwlat writes one record for each.
    public var samples: UInt64
    /// Single readings over the threshold within those windows (the record's count).
    public var hits: UInt64
    /// Seconds sampled with interrupts off, over all boards and CPUs.
    public var sampledSeconds: Double
    /// False when a board could not measure it and width x windows x threads stands for it.
    public var sampledMeasured: Bool
    public var inner: Distribution
    public var outer: Distribution
    public var nmis: UInt64
    /// Events lost on the way: a rate with losses is too low.
    public var lost: UInt64

    /// Samples over the threshold per second sampled.
    public var samplesPerSampledSecond: Double { sampledSeconds > 0 ? Double(samples) / sampledSeconds : 0 }
    public var hitsPerSampledSecond: Double { sampledSeconds > 0 ? Double(hits) / sampledSeconds : 0 }

    public init(
        value: String, parameters: HwlatParameters, boards: [String], traces: [String], kernels: [String], samples: UInt64,
        hits: UInt64, sampledSeconds: Double, sampledMeasured: Bool, inner: Distribution, outer: Distribution, nmis: UInt64,
        lost: UInt64
    ) {
        self.value = value
        self.parameters = parameters
        self.boards = boards
        self.traces = traces
        self.kernels = kernels
        self.samples = samples
        self.hits = hits
        self.sampledSeconds = sampledSeconds
        self.sampledMeasured = sampledMeasured
        self.inner = inner
        self.outer = outer
        self.nmis = nmis
        self.lost = lost
    }
}

/// Microseconds; percentiles over the group's records, by nearest rank.
public struct Distribution: Codable, Equatable, Sendable {
    public var p50Us: UInt64
    public var p99Us: UInt64
    public var maxUs: UInt64

    public init(p50Us: UInt64, p99Us: UInt64, maxUs: UInt64) {
        self.p50Us = p50Us
        self.p99Us = p99Us
        self.maxUs = maxUs
    }
}
