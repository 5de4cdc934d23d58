import Foundation

/// What to trace and how; zero, empty and nil mean the board's default.
/// The fields mean what those of `TraceSpec` in fleetrace.proto mean.
public struct TraceOptions: Codable, Equatable, Sendable {
    public struct Hwlat: Codable, Equatable, Sendable {
        public var widthUs: UInt64 = 0
        public var windowUs: UInt64 = 0
        public var mode = ""
        public init() {}
    }

    public var tracer: String
    public var durationMs: UInt64 = 0
    public var bufferKb: UInt32 = 0
    public var clock = ""
    public var options: [String] = []
    public var readAfter = false
    public var cpus = ""
    public var thresholdUs: UInt64?
    public var leaseMs: UInt32 = 0
    public var hwlat: Hwlat?
    public var events: [String] = []

    public init(tracer: String) { self.tracer = tracer }
}

/// The body of `POST /v1/traces`. Answered with the `Trace` as it starts; 404 with code `no-board`
/// when the selector picks no board that is online.
public struct TraceRequest: Codable, Equatable, Sendable {
    public var selector: String
    public var options: TraceOptions

    public init(selector: String, options: TraceOptions) {
        self.selector = selector
        self.options = options
    }
}

/// One trace over the boards it was started on. `GET /v1/traces` answers `[Trace]`, newest first;
/// `GET /v1/traces/ID` one; `POST /v1/traces/ID/stop` stops it everywhere and answers it.
public struct Trace: Codable, Equatable, Sendable {
    public var id: String
    public var selector: String
    public var options: TraceOptions
    public var requestedAt: Date
    public var boards: [BoardTrace]

    public init(id: String, selector: String, options: TraceOptions, requestedAt: Date, boards: [BoardTrace]) {
        self.id = id
        self.selector = selector
        self.options = options
        self.requestedAt = requestedAt
        self.boards = boards
    }

    /// Every board is done: nothing of this trace will change any more.
    public var isFinal: Bool { boards.allSatisfy { $0.state.isFinal } }
}

/// A trace on one board.
public struct BoardTrace: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        /// Asked for; the board has not answered yet.
        case requested
        case running
        case draining
        /// The board has ended it and every chunk is stored.
        case delivered
        /// The board has ended it; chunks it made are still on their way.
        case delivering
        case failed

        public var isFinal: Bool { self == .delivered || self == .failed }
    }

    public var machine: String
    public var state: State
    /// A `Code` name of the wire; "none" when all is well.
    public var code: String
    public var message: String
    public var ranNs: UInt64
    /// hwlat: nanoseconds sampled with interrupts off, summed over threads; 0 when not measured.
    public var sampledNs: UInt64
    public var samplingCpus: UInt32
    public var settings: [String: String]
    public var cpus: [CPUBooks]

    public init(machine: String, state: State) {
        self.machine = machine
        self.state = state
        code = "none"
        message = ""
        ranNs = 0
        sampledNs = 0
        samplingCpus = 0
        settings = [:]
        cpus = []
    }

    public var decoded: UInt64 { cpus.reduce(0) { $0 + $1.decoded } }
    public var lost: UInt64 { cpus.reduce(0) { $0 + $1.lost } }
    public var written: UInt64 { cpus.reduce(0) { $0 + $1.written } }
}

/// The books of one CPU's buffer, in events. The law: written = decoded + lost.
public struct CPUBooks: Codable, Equatable, Sendable {
    public var cpu: UInt32
    /// What the kernel wrote: read + still in the buffer + overrun + commit overrun + dropped.
    public var written: UInt64
    /// Events that the collector decoded from stored chunks.
    public var decoded: UInt64
    public var overrun: UInt64
    public var commitOverrun: UInt64
    public var dropped: UInt64
    public var refused: UInt64
    /// Events left in the buffer when the trace ended; not zero only when reading failed.
    public var unread: UInt64
    /// Chunks the board made, and chunks stored here.
    public var chunksMade: UInt64
    public var chunksStored: UInt64
    public var rawBytes: UInt64
    public var storedBytes: UInt64

    public init(cpu: UInt32) {
        self.cpu = cpu
        written = 0
        decoded = 0
        overrun = 0
        commitOverrun = 0
        dropped = 0
        refused = 0
        unread = 0
        chunksMade = 0
        chunksStored = 0
        rawBytes = 0
        storedBytes = 0
    }

    public var lost: UInt64 { overrun + commitOverrun + dropped + refused + unread }
    public var balances: Bool { written == decoded + lost }
}
