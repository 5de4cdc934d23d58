import Wire

/// The agent: one thread, one loop. It waits until a descriptor is ready or something is due, lets
/// each part take its step, and writes what has to be sent.
final class Agent {
    /// Traces that may hold an instance at a time.
    static let liveTracesMax = 8
    /// Seconds that the agent still tries to deliver after it was told to stop.
    static let farewellS: UInt64 = 5

    let options: Options
    let policy: Policy
    let state: State
    let poller: Poller
    let signals: Signals
    let connection: Connection
    var tracefs: Tracefs?
    var link = Link()
    var outbox: Outbox
    var traces: [Trace] = []
    var sender = MetadataSender()
    private var backoff = Backoff()
    private var reconnectAtNs: UInt64? = 0
    /// Set once the agent was told to stop.
    private var farewellEndsAtNs: UInt64?
    /// The last reason without a session that was logged: each is logged once, not each attempt.
    private var trouble = ""

    init(_ options: Options) throws(StartError) {
        self.options = options
        policy = try Policy.read(options.policy)
        let identity = try Identity(options.identity)
        state = try State(options.state)
        outbox = Outbox(bytesMax: options.memoryBytesMax)
        do throws(SystemError) {
            poller = try Poller()
            signals = try Signals()
            try poller.add(signals.fd, .signals, .read)
        } catch {
            throw StartError(code: .system, message: error.text)
        }
        connection = Connection(options, identity, poller)
    }

    func run() -> ExitCode {
        recover()
        while true {
            let nowNs = Clock.monotonicNs
            step(nowNs)
            if isDone(nowNs) { return leave() }
            do throws(SystemError) {
                for source in try poller.wait(untilNs: deadlineNs(nowNs)) where source == .signals { takeSignals() }
            } catch {
                Log.error(error.text)
                _ = leave()
                return .system
            }
        }
    }

    /// Everything that is due. Each part looks for itself whether it has something to do.
    private func step(_ nowNs: UInt64) {
        if let at = reconnectAtNs, nowNs >= at {
            reconnectAtNs = nil
            take(connection.begin(nowNs: nowNs), nowNs)
        }
        take(connection.advance(nowNs: nowNs), nowNs)
        take(connection.read { bytes in perform(link.received(bytes, nowNs: nowNs), nowNs) }, nowNs)
        perform(link.tick(nowNs: nowNs), nowNs)
        for trace in traces { trace.advance(nowNs: nowNs, outbox: &outbox) }
        take(connection.write { nextFrame() }, nowNs)
    }

    private func deadlineNs(_ nowNs: UInt64) -> UInt64? {
        var deadlines = [reconnectAtNs, connection.deadlineNs(nowNs: nowNs), link.deadlineNs, farewellEndsAtNs]
        deadlines += traces.map { $0.deadlineNs }
        return deadlines.compactMap { $0 }.min()
    }

    private func take(_ event: Connection.Event, _ nowNs: UInt64) {
        switch event {
        case .nothing: break
        case .established:
            link.connected(hello(), nowNs: nowNs)
        case .lost(let reason): lose(reason, nowNs)
        }
    }

    /// The session or the attempt at one is over; another follows after a pause.
    func lose(_ reason: String, _ nowNs: UInt64) {
        if trouble != reason {
            Log.warning("no session with \(options.host) port \(options.port): \(reason); trying again until it works")
            trouble = reason
        }
        link.disconnected()
        connection.close()
        sender.clear()
        reconnectAtNs = nowNs + backoff.next(random: Clock.random())
    }

    /// The session is open.
    func opened(_ welcome: Welcome) {
        Log.info("session open with \(options.host) port \(options.port), collector \(welcome.collectorVersion.printable)")
        trouble = ""
        backoff.reset()
        outbox.rewind()
        for trace in traces { trace.rewind() }
    }

    private func takeSignals() {
        while signals.next() != nil {
            // A second signal means now.
            let isSecond = farewellEndsAtNs != nil
            let nowNs = Clock.monotonicNs
            farewellEndsAtNs = isSecond ? nowNs : nowNs + Agent.farewellS * Clock.secondNs
            if !isSecond { Log.info("told to stop: ending \(traces.filter { $0.isLive }.count) traces") }
            for trace in traces { trace.stop(.shuttingDown, "the agent was told to stop") }
        }
    }

    private func isDone(_ nowNs: UInt64) -> Bool {
        guard let farewellEndsAtNs else { return false }
        return traces.isEmpty || nowNs >= farewellEndsAtNs
    }

    /// Leaves the kernel as it was found and says goodbye.
    private func leave() -> ExitCode {
        for trace in traces { trace.finish() }
        for trace in traces where outbox.holds(trace: trace.id) {
            Log.warning("trace \(trace.id) was not delivered in full; the next start reports it as cut off")
        }
        state.journal.undo(scope: Journal.agentScope, root: tracefs?.root ?? Tracefs.standardRoot)
        link.goodbye(.shuttingDown, "the agent was told to stop")
        _ = connection.write { link.next() }
        connection.close()
        return .success
    }
}
