/// The "entries-in-buffer/entries-written" of a report's header.
public struct EntryCounts: Equatable, Sendable {
    public var inBuffer: UInt64
    public var written: UInt64

    public init(inBuffer: UInt64, written: UInt64) {
        self.inBuffer = inBuffer
        self.written = written
    }
}

/// What a report met besides records it could print.
public struct ReportCounts: Equatable, Sendable {
    public var events: UInt64 = 0
    public var pages = 0
    public var badPages = 0
    /// Records shorter than their format says.
    public var shortRecords: UInt64 = 0
    /// Records whose id has no format.
    public var unknownRecords: UInt64 = 0
    /// Records printed as a list of fields, since their print format could not be compiled.
    public var listedRecords: UInt64 = 0
    /// Events the kernel lost, where it counted them, and places where it did not.
    public var lostEvents: UInt64 = 0
    public var lossesOfUnknownCount: UInt64 = 0

    public init() {}
}
