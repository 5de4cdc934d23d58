import Wire

/// One board's session, without I/O: events go in, actions come out, and whoever owns it carries them
/// out in their order.
struct SessionState: Sendable {
    enum Event: Equatable, Sendable {
        case frame(Frame)
        /// Bytes that are no frame.
        case broken(WireError)
        case admitted(Admission)
        /// A chunk is on disk. `through`: so is every one of its CPU up to and including this sequence.
        case chunkKept(trace: String, cpu: UInt32, through: UInt64?, bytes: Int)
        /// An offer or a status is with the catalog.
        case noteKept
        /// A piece of metadata was taken; `whole`: it was the last of its content.
        case partTaken(sha256: [UInt8], whole: Bool)
        /// Contents that this board is asked for.
        case want([[UInt8]])
        case start(StartTrace)
        case stop(String)
        /// The final status of a trace and all that it names are on disk.
        case delivered(String)
        /// Nobody wants the trace any more.
        case released(String)
        case tick(realtimeNs: UInt64)
        /// The collector ends the session.
        case end(Goodbye)
    }

    enum Action: Equatable, Sendable {
        case send(Frame)
        case admit(Hello)
        case keepChunk(Chunk, [MetadataItem])
        case keepOffer(MetadataOffer)
        case keepStatus(TraceStatus)
        case takePart(MetadataPart)
        case heard(Pong)
        /// Say goodbye when there is something to say, then close.
        case end(Goodbye?, because: String)
    }

    /// What a board's session begins with, once the collector knows it.
    struct Admission: Equatable, Sendable {
        var leases: Set<String> = []
        var starts: [StartTrace] = []
        var stops: [String] = []
    }

    struct Settings: Equatable, Sendable {
        var heartbeatMs: UInt32
        var inFlightBytesMax: Int
        var collectorVersion: String
    }

    private enum Phase { case awaitingHello, admitting, open, ended }

    private static let heartbeatsMissedMax = 3
    private static let notesPendingMax = 32
    /// Traces that one session may speak of; a board lists at most `Limits.tracesMax` of its own.
    private static let tracesMax = 4 * Limits.tracesMax
    /// Chunks of one CPU in one trace: 2^40 of 64 KiB would be more than there is.
    private static let sequenceMax: UInt64 = 1 << 40

    private let settings: Settings
    private var phase = Phase.awaitingHello
    private var version: UInt32 = 0
    private var silence = 0
    private var nonce: UInt64 = 0
    private var inFlightBytes = 0
    private var notesPending = 0
    private var partPending = false
    private var leases: Set<String> = []
    private var started: Set<String> = []
    private var wanted: Set<[UInt8]> = []
    private var metadata: [String: [MetadataItem]] = [:]
    /// What is to be sent once the Welcome is.
    private var held: [Frame] = []

    init(_ settings: Settings) {
        self.settings = settings
    }

    var isEnded: Bool { phase == .ended }

    /// Frames must wait: the store is behind, or something that must come first is under way.
    var isBlocked: Bool {
        phase == .admitting || phase == .ended || partPending || inFlightBytes >= settings.inFlightBytesMax
            || notesPending >= SessionState.notesPendingMax
    }

    mutating func handle(_ event: Event) -> [Action] {
        if phase == .ended { return [] }
        switch event {
        case .frame(let frame):
            silence = 0
            return receive(frame)
        case .broken(let error): return end(Goodbye(error))
        case .admitted(let admission): return open(admission)
        case .chunkKept(let trace, let cpu, let through, let bytes):
            inFlightBytes -= bytes
            guard let through else { return [] }
            var ack = ChunkAck()
            (ack.trace, ack.cpu, ack.sequence) = (trace, cpu, through)
            return say(.chunkAck(ack))
        case .noteKept:
            notesPending -= 1
            return []
        case .partTaken(let sha256, let whole):
            partPending = false
            if whole { wanted.remove(sha256) }
            return []
        case .want(let hashes):
            let new = hashes.filter { wanted.insert($0).inserted }
            if new.isEmpty { return [] }
            var want = MetadataWant()
            want.sha256 = new
            return say(.metadataWant(want))
        case .start(let start):
            leases.insert(start.trace)
            return started.insert(start.trace).inserted ? say(.startTrace(start)) : []
        case .stop(let trace): return say(.stopTrace(StopTrace(trace)))
        case .delivered(let trace):
            forget(trace)
            return say(.traceAck(TraceAck(trace)))
        case .released(let trace):
            leases.remove(trace)
            return []
        case .tick(let realtimeNs): return tick(realtimeNs)
        case .end(let goodbye): return end(goodbye)
        }
    }

    private mutating func receive(_ frame: Frame) -> [Action] {
        switch (phase, frame) {
        case (.awaitingHello, .hello(let hello)): return greet(hello)
        case (.awaitingHello, .goodbye(let goodbye)), (.open, .goodbye(let goodbye)):
            phase = .ended
            return [.end(nil, because: "the board said goodbye (\(goodbye.code.name)): \(goodbye.message)")]
        case (.awaitingHello, _): return end(Goodbye(.unexpected, "the first frame must be a Hello"))
        case (.open, .chunk(let chunk)): return receive(chunk)
        case (.open, .metadataOffer(let offer)):
            if let refusal = note(offer.trace, offer.items) { return end(refusal) }
            notesPending += 1
            return [.keepOffer(offer)]
        case (.open, .metadataPart(let part)):
            guard wanted.contains(part.sha256) else { return end(Goodbye(.unexpected, "metadata came that nobody asked for")) }
            partPending = true
            return [.takePart(part)]
        case (.open, .traceStatus(let status)): return receive(status)
        case (.open, .pong(let pong)): return [.heard(pong)]
        case (.open, _): return end(Goodbye(.unexpected, "a board may not send this message now"))
        case (.admitting, _), (.ended, _): return []
        }
    }

    private mutating func greet(_ hello: Hello) -> [Action] {
        guard let version = Version.negotiate(min: hello.versionMin, max: hello.versionMax) else {
            return end(
                Goodbye(
                    .version,
                    "this collector speaks versions \(Version.min) to \(Version.max), the agent \(hello.versionMin) to \(hello.versionMax)"
                ))
        }
        for status in hello.traces {
            if let refusal = check(status) ?? note(status.trace, status.metadata) { return end(refusal) }
        }
        self.version = version
        phase = .admitting
        return [.admit(hello)]
    }

    private mutating func open(_ admission: Admission) -> [Action] {
        guard phase == .admitting else { return [] }
        phase = .open
        leases.formUnion(admission.leases)
        var welcome = Welcome()
        welcome.version = version
        welcome.heartbeatMs = settings.heartbeatMs
        welcome.inFlightBytesMax = UInt32(clamping: settings.inFlightBytesMax)
        welcome.collectorVersion = settings.collectorVersion
        var frames: [Frame] = [.welcome(welcome)]
        for start in admission.starts where started.insert(start.trace).inserted {
            leases.insert(start.trace)
            frames.append(.startTrace(start))
        }
        frames += admission.stops.map { .stopTrace(StopTrace($0)) }
        frames += held
        held = []
        return frames.map { .send($0) }
    }

    private mutating func receive(_ chunk: Chunk) -> [Action] {
        guard TraceID.isValid(chunk.trace) else { return end(Goodbye(.malformed, "a chunk names no trace")) }
        guard chunk.cpu < Limits.cpusMax, chunk.sequence < SessionState.sequenceMax else {
            return end(Goodbye(.limit, "a chunk is of cpu \(chunk.cpu), sequence \(chunk.sequence)"))
        }
        inFlightBytes += chunk.data.count
        return [.keepChunk(chunk, metadata[chunk.trace] ?? [])]
    }

    private mutating func receive(_ status: TraceStatus) -> [Action] {
        if let refusal = check(status) ?? note(status.trace, status.metadata) { return end(refusal) }
        notesPending += 1
        return [.keepStatus(status)]
    }

    private func check(_ status: TraceStatus) -> Goodbye? {
        guard TraceID.isValid(status.trace) else { return Goodbye(.malformed, "a status names no trace") }
        let bounded = status.cpus.allSatisfy { $0.cpu < Limits.cpusMax && $0.chunks <= SessionState.sequenceMax }
        return bounded ? nil : Goodbye(.limit, "the status of trace \(status.trace) has impossible counts")
    }

    /// Remembers which metadata decodes a trace; a Goodbye when the board speaks of too many.
    private mutating func note(_ trace: String, _ items: [MetadataItem]) -> Goodbye? {
        guard TraceID.isValid(trace) else { return Goodbye(.malformed, "metadata names no trace") }
        guard items.allSatisfy({ $0.sha256.count == 32 }) else { return Goodbye(.malformed, "a metadata hash is not of 32 bytes") }
        if items.isEmpty { return nil }
        guard metadata[trace] != nil || metadata.count < SessionState.tracesMax else {
            return Goodbye(.limit, "the board speaks of more than \(SessionState.tracesMax) traces")
        }
        metadata[trace] = (metadata[trace] ?? []).merging(items)
        return nil
    }

    private mutating func forget(_ trace: String) {
        leases.remove(trace)
        started.remove(trace)
        metadata[trace] = nil
    }

    private mutating func tick(_ realtimeNs: UInt64) -> [Action] {
        // While its frames wait here unread, its silence is ours.
        if !isBlocked { silence += 1 }
        if silence > SessionState.heartbeatsMissedMax {
            return end(Goodbye(.timeout, "nothing was heard for \(SessionState.heartbeatsMissedMax) heartbeats"))
        }
        guard phase == .open else { return [] }
        nonce += 1
        var ping = Ping()
        ping.nonce = nonce
        ping.realtimeNs = realtimeNs
        ping.leases = Array(leases.sorted().prefix(Limits.tracesMax))
        return [.send(.ping(ping))]
    }

    private mutating func say(_ frame: Frame) -> [Action] {
        if phase == .open { return [.send(frame)] }
        held.append(frame)
        return []
    }

    private mutating func end(_ goodbye: Goodbye) -> [Action] {
        phase = .ended
        return [.end(goodbye, because: goodbye.message)]
    }
}
