import Wire

/// One trace from the collector's request to its acknowledgement.
///
/// running -> draining -> final. `advance` moves it along when its deadline has come; nothing here
/// waits. What a session still has to be told is kept in the flags at the end.
final class Trace {
    private static let fastestLookNs = 10 * Clock.msNs

    private(set) var status = TraceStatus()
    private(set) var contents: [Content] = []
    private var recording: Recording?
    private var startedNs: UInt64 = 0
    private var endsAtNs: UInt64 = .max
    private var leaseEndsAtNs: UInt64 = .max
    private var nextLookNs: UInt64 = .max
    /// From one look at the buffers to the next.
    private var lookNs: UInt64 = 0
    /// The last look ended because the outbox was full.
    private var waitsForRoom = false
    private var nextStatusNs: UInt64 = .max

    /// Contents that this session was told of.
    var offered = 0
    /// The present status has something new for the session.
    var hasNews = true

    var id: String { status.trace }
    var isFinal: Bool { status.state.isFinal }
    /// It still holds an instance of the kernel.
    var isLive: Bool { recording != nil }

    /// Starts the trace.
    init(_ request: Request, journal: Journal, nowNs: UInt64) throws(TraceError) {
        status.trace = request.id
        let recording = try Recording(request, journal: journal)
        do throws(TraceError) {
            try recording.turnOn()
        } catch {
            _ = recording.close()
            throw error
        }
        self.recording = recording
        contents = recording.contents
        startedNs = Clock.monotonicNs
        status.state = .running
        status.startedRealtimeNs = Clock.realtimeNs
        status.settings = Array(recording.settings.prefix(Limits.settingsMax))
        status.samplingCpus = recording.samplingCpus
        status.metadata = contents.map { $0.item }
        endsAtNs = startedNs &+ request.durationNs
        lookNs = request.tracer.tickMs * Clock.msNs
        nextLookNs = request.spec.readAfter ? .max : startedNs + lookNs
        nextStatusNs = startedNs + Clock.secondNs
        renewLease(nowNs: startedNs)
    }

    /// A trace that did not start, or that was cut off before.
    init(failed id: String, _ error: TraceError) {
        status.trace = id
        fail(error)
    }

    private func fail(_ error: TraceError) {
        status.state = .failed
        status.code = error.code
        status.message = error.message.printable.prefix(bytes: Limits.stringBytesMax)
        hasNews = true
    }

    /// The collector still wants it.
    func renewLease(nowNs: UInt64) {
        guard let leaseMs = recording?.request.spec.leaseMs, leaseMs > 0 else { return }
        leaseEndsAtNs = nowNs + UInt64(leaseMs) * Clock.msNs
    }

    /// When `advance` wants to be called again, CLOCK_MONOTONIC.
    var deadlineNs: UInt64? {
        switch status.state {
        case .running: min(nextLookNs, nextStatusNs, endsAtNs, leaseEndsAtNs)
        case .draining: nextLookNs
        default: nil
        }
    }

    func advance(nowNs: UInt64, outbox: inout Outbox) {
        guard let recording else { return }
        if status.state == .running {
            if nowNs >= leaseEndsAtNs {
                stop(.lease, "the collector was away for longer than the trace's lease of \(recording.request.spec.leaseMs) ms")
            } else if nowNs >= endsAtNs {
                stop(
                    recording.request.endsByPolicy ? .policy : .none,
                    recording.request.endsByPolicy ? "ran for the policy's duration-max-s" : "")
            }
        }
        if nowNs >= nextLookNs || waitsForRoom && !outbox.isFull { look(recording, nowNs: nowNs, outbox: &outbox) }
        if status.state == .running, nowNs >= nextStatusNs {
            nextStatusNs = nowNs + Clock.secondNs
            status.ranNs = nowNs - startedNs
            status.cpus = recording.counts()
            hasNews = true
        }
    }

    private func look(_ recording: Recording, nowNs: UInt64, outbox: inout Outbox) {
        do throws(TraceError) {
            let drained = try recording.drain(into: &outbox)
            if drained == .empty { adapt(recording.fill(), slowestNs: recording.request.tracer.tickMs * Clock.msNs) }
            waitsForRoom = drained == .full
            nextLookNs = drained == .more ? nowNs : nowNs + lookNs
            guard status.state == .draining else { return }
            // A full outbox waits for the collector, but a trace that nobody wants any more does not keep
            // the kernel's tracer for that: what is left counts as entries that nobody read.
            if drained == .empty || drained == .full && nowNs >= leaseEndsAtNs { finish() }
        } catch {
            if status.state == .running { turnOff(recording) }
            let failures = recording.close()
            self.recording = nil
            fail(TraceError(error.code, Trace.message(error.message, failures)))
        }
    }

    /// Looks more often while buffers fill quickly, lest they overflow between two looks.
    private func adapt(_ fill: Double, slowestNs: UInt64) {
        if fill > 0.25 { lookNs = max(lookNs / 2, Trace.fastestLookNs) }
        if fill < 0.06 { lookNs = min(lookNs * 2, slowestNs) }
    }

    /// Ends the tracing; what the kernel has buffered is read from now on.
    func stop(_ code: Code, _ message: String) {
        guard let recording, status.state == .running else { return }
        turnOff(recording)
        status.state = .draining
        status.code = code
        status.message = message
        nextLookNs = 0
        hasNews = true
    }

    private func turnOff(_ recording: Recording) {
        status.sampledNs = recording.turnOff()
        status.ranNs = Clock.monotonicNs - startedNs
    }

    /// Puts the kernel back as it was and settles the counts. Called early, it leaves events unread in
    /// a buffer that goes away: they are counted as `entries`.
    func finish() {
        guard let recording else { return }
        stop(.shuttingDown, "the agent was told to stop")
        contents += TraceContents.atEnd(recording.request.tracefs)
        status.metadata = contents.map { $0.item }
        status.cpus = recording.counts()
        let failures = recording.close()
        self.recording = nil
        status.state = .ended
        status.message = Trace.message(status.message, failures)
        hasNews = true
    }

    private static func message(_ text: String, _ failures: [SystemError]) -> String {
        let parts = (text.isEmpty ? [] : [text]) + failures.map { "not put back: \($0.text)" }
        return parts.joined(separator: "; ").printable.prefix(bytes: Limits.stringBytesMax)
    }

    /// A session begins: it knows nothing of what earlier ones were told.
    func rewind() {
        offered = 0
        hasNews = true
    }
}
