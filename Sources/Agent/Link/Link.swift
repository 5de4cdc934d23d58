import Wire

/// The board's side of a session, without I/O: bytes and times go in, frames and actions come out.
///
///     closed --connected--> greeting --Welcome--> open --error, Goodbye, silence--> closed
struct Link {
    enum Phase: Equatable {
        case closed
        /// Hello is on its way; Welcome or Goodbye must come next.
        case greeting
        case open
    }

    /// What the agent has to do.
    enum Action: Equatable {
        case opened(Welcome)
        case start(StartTrace)
        case stop(String)
        case want([[UInt8]])
        case chunksStored(ChunkAck)
        case renew([String])
        case traceStored(String)
        /// The session is over. What is queued (a goodbye) may still be sent, then the connection closes.
        case end(String)
    }

    /// Milliseconds for the collector to answer Hello.
    static let greetingMs: UInt64 = 10_000
    /// Heartbeats that may be missed.
    static let heartbeatsMissedMax: UInt64 = 3
    /// Frames of our own that may wait to be sent; a collector that asks without reading ends the session.
    static let queueMax = 256

    private(set) var phase = Phase.closed
    /// When silence becomes the session's end, CLOCK_MONOTONIC.
    private(set) var deadlineNs: UInt64?
    /// Bytes of chunk data that may be sent and not yet acknowledged.
    private(set) var windowBytes = 0
    private var heartbeatNs: UInt64 = 0
    private var stream = FrameStream(limit: Limits.frameToBoardBytesMax)
    private var queue: [Frame] = []

    mutating func connected(_ hello: Hello, nowNs: UInt64) {
        stream = FrameStream(limit: Limits.frameToBoardBytesMax)
        queue = [.hello(hello)]
        phase = .greeting
        deadlineNs = nowNs + Link.greetingMs * Clock.msNs
    }

    mutating func disconnected() {
        stream = FrameStream(limit: Limits.frameToBoardBytesMax)
        queue = []
        phase = .closed
        deadlineNs = nil
    }

    /// The next frame of the session's own; the agent's data comes after these.
    mutating func next() -> Frame? { queue.isEmpty ? nil : queue.removeFirst() }

    mutating func send(_ frame: Frame) { queue.append(frame) }

    /// - Parameter clocks: answers a ping; called when the pong is made, so that its clocks are fresh.
    mutating func received(_ bytes: [UInt8], nowNs: UInt64, clocks: () -> Pong = Link.clocks) -> [Action] {
        guard phase != .closed else { return [] }
        if phase == .open { deadlineNs = nowNs + heartbeatNs * Link.heartbeatsMissedMax }
        stream.append(bytes)
        var actions: [Action] = []
        do throws(WireError) {
            while phase != .closed, let body = try stream.next() {
                if let frame = try Link.decode(body), let action = take(frame, nowNs: nowNs, clocks: clocks) {
                    actions.append(action)
                }
            }
            if queue.count > Link.queueMax {
                actions.append(end(.limit, "more than \(Link.queueMax) answers wait for a collector that does not read"))
            }
        } catch {
            actions.append(end(error.code, "the collector sent what is no frame: \(error.text)"))
        }
        return actions
    }

    /// nil for a frame of a newer collector, which is skipped.
    private static func decode(_ body: [UInt8]) throws(WireError) -> Frame? {
        do throws(WireError) { return try Frame(decoding: body) } catch {
            guard error == .unknownBody else { throw error }
            return nil
        }
    }

    private mutating func take(_ frame: Frame, nowNs: UInt64, clocks: () -> Pong) -> Action? {
        switch (phase, frame) {
        case (_, .goodbye(let goodbye)):
            phase = .closed
            queue = []
            return .end("the collector ended the session: \(goodbye.code.name): \(goodbye.message.printable)")
        case (.greeting, .welcome(let welcome)): return open(welcome, nowNs: nowNs)
        case (.open, .startTrace(let start)): return .start(start)
        case (.open, .stopTrace(let stop)): return .stop(stop.trace)
        case (.open, .metadataWant(let want)): return .want(want.sha256)
        case (.open, .chunkAck(let ack)): return .chunksStored(ack)
        case (.open, .traceAck(let ack)): return .traceStored(ack.trace)
        case (.open, .ping(let ping)):
            var pong = clocks()
            pong.nonce = ping.nonce
            queue.append(.pong(pong))
            return .renew(ping.leases)
        default: return end(.unexpected, "the collector sent a message that it may not send now")
        }
    }

    private mutating func open(_ welcome: Welcome, nowNs: UInt64) -> Action {
        guard (Version.min...Version.max).contains(welcome.version) else {
            return end(
                .version,
                "the collector chose protocol version \(welcome.version); this agent speaks \(Version.min) to \(Version.max)")
        }
        phase = .open
        // Values out of range would make a session that ends at once, or one that never notices its end.
        heartbeatNs = UInt64(min(max(welcome.heartbeatMs, 100), 300_000)) * Clock.msNs
        windowBytes = max(Int(welcome.inFlightBytesMax), 1)
        deadlineNs = nowNs + heartbeatNs * Link.heartbeatsMissedMax
        return .opened(welcome)
    }

    /// To be called when `deadlineNs` has passed.
    mutating func tick(nowNs: UInt64) -> [Action] {
        guard let deadlineNs, nowNs >= deadlineNs, phase != .closed else { return [] }
        let silence = phase == .greeting ? "it did not answer Hello" : "three heartbeats were missed"
        return [end(.timeout, "the collector is silent: \(silence)")]
    }

    private mutating func end(_ code: Code, _ message: String) -> Action {
        phase = .closed
        deadlineNs = nil
        queue = [.goodbye(Goodbye(code, message))]
        return .end(message)
    }

    /// The agent itself ends the session.
    mutating func goodbye(_ code: Code, _ message: String) {
        if phase != .closed { _ = end(code, message) }
    }

    static func clocks() -> Pong {
        var pong = Pong()
        pong.realtimeNs = Clock.realtimeNs
        pong.monotonicNs = Clock.monotonicNs
        pong.boottimeNs = Clock.boottimeNs
        return pong
    }
}
