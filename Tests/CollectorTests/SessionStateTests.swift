import Testing
import Wire

@testable import Collector

@Suite("A session without I/O")
struct SessionStateTests {
    private static let settings = SessionState.Settings(heartbeatMs: 10_000, inFlightBytesMax: 1000, collectorVersion: "1")

    private func opened(_ admission: SessionState.Admission = .init()) -> SessionState {
        var state = SessionState(Self.settings)
        _ = state.handle(.frame(.hello(ScriptedBoard.hello())))
        _ = state.handle(.admitted(admission))
        return state
    }

    private func goodbye(_ actions: [SessionState.Action]) -> Code? {
        guard case .end(let goodbye, _) = actions.last else { return nil }
        return goodbye?.code
    }

    private func chunk(bytes: Int = 10, trace: String = "t1") -> Chunk {
        var chunk = Chunk()
        chunk.trace = trace
        chunk.data = [UInt8](repeating: 0, count: bytes)
        return chunk
    }

    @Test("A Hello is admitted first and welcomed then; frames wait meanwhile")
    func hello() {
        var state = SessionState(Self.settings)
        let hello = ScriptedBoard.hello()
        #expect(state.handle(.frame(.hello(hello))) == [.admit(hello)])
        #expect(state.isBlocked)
        var admission = SessionState.Admission()
        admission.starts = [StartTrace("t1", .init(tracer: "hwlat"))]
        admission.stops = ["t2"]
        let actions = state.handle(.admitted(admission))
        guard case .send(.welcome(let welcome)) = actions.first else {
            Issue.record("no welcome")
            return
        }
        #expect((welcome.version, welcome.heartbeatMs, welcome.inFlightBytesMax) == (1, 10_000, 1000))
        #expect(Array(actions.dropFirst()) == [.send(.startTrace(admission.starts[0])), .send(.stopTrace(StopTrace("t2")))])
        #expect(!state.isBlocked)
    }

    @Test("What is to be said before the Welcome waits for it")
    func held() {
        var state = SessionState(Self.settings)
        _ = state.handle(.frame(.hello(ScriptedBoard.hello())))
        #expect(state.handle(.delivered("t1")).isEmpty)
        #expect(state.handle(.admitted(.init())).last == .send(.traceAck(TraceAck("t1"))))
    }

    @Test("A version that nobody here speaks ends the session by name")
    func version() {
        var state = SessionState(Self.settings)
        var hello = ScriptedBoard.hello()
        (hello.versionMin, hello.versionMax) = (7, 9)
        #expect(goodbye(state.handle(.frame(.hello(hello)))) == .version)
        #expect(state.isEnded)
    }

    @Test("Anything before the Hello, a second Hello, and a collector's message end the session")
    func unexpected() {
        var state = SessionState(Self.settings)
        #expect(goodbye(state.handle(.frame(.chunk(chunk())))) == .unexpected)
        for frame in [Frame.hello(ScriptedBoard.hello()), .welcome(Welcome()), .startTrace(StartTrace()), .ping(Ping())] {
            var state = opened()
            #expect(goodbye(state.handle(.frame(frame))) == .unexpected)
        }
    }

    @Test("Bytes that are no frame end it with the error's name")
    func broken() {
        var state = opened()
        #expect(goodbye(state.handle(.broken(.frameTooLarge(size: 9, limit: 1)))) == .frameTooLarge)
        #expect(state.handle(.tick(realtimeNs: 0)).isEmpty)
    }

    @Test("Chunks are taken up to the limit and again when some are on disk")
    func backPressure() {
        var state = opened()
        _ = state.handle(.frame(.chunk(chunk(bytes: 600))))
        #expect(!state.isBlocked)
        _ = state.handle(.frame(.chunk(chunk(bytes: 600))))
        #expect(state.isBlocked)
        var ack = ChunkAck()
        (ack.trace, ack.sequence) = ("t1", 4)
        #expect(state.handle(.chunkKept(trace: "t1", cpu: 0, through: 4, bytes: 600)) == [.send(.chunkAck(ack))])
        #expect(!state.isBlocked)
        #expect(state.handle(.chunkKept(trace: "t1", cpu: 0, through: nil, bytes: 600)).isEmpty)
    }

    @Test("A chunk carries the metadata that was offered for its trace")
    func metadata() throws {
        var state = opened()
        var offer = MetadataOffer()
        (offer.trace, offer.items) = ("t1", try HwlatFixture.items())
        #expect(state.handle(.frame(.metadataOffer(offer))) == [.keepOffer(offer)])
        #expect(state.handle(.frame(.chunk(chunk()))) == [.keepChunk(chunk(), offer.items)])
        #expect(state.handle(.frame(.chunk(chunk(trace: "t2")))) == [.keepChunk(chunk(trace: "t2"), [])])
    }

    @Test("Metadata comes only when it is asked for, and is asked for once")
    func wanted() {
        var state = opened()
        let hash = [UInt8](repeating: 3, count: 32)
        var part = MetadataPart()
        part.sha256 = hash
        var want = MetadataWant()
        want.sha256 = [hash]
        #expect(state.handle(.want([hash])) == [.send(.metadataWant(want))])
        #expect(state.handle(.want([hash])).isEmpty)
        #expect(state.handle(.frame(.metadataPart(part))) == [.takePart(part)])
        #expect(state.isBlocked)
        _ = state.handle(.partTaken(sha256: hash, whole: true))
        #expect(!state.isBlocked)
        #expect(goodbye(state.handle(.frame(.metadataPart(part)))) == .unexpected)
    }

    @Test("Three heartbeats of silence end the session, and any frame starts the count anew")
    func silence() {
        var state = opened()
        for _ in 0..<3 { #expect(goodbye(state.handle(.tick(realtimeNs: 0))) == nil) }
        _ = state.handle(.frame(.pong(Pong())))
        for _ in 0..<3 { #expect(goodbye(state.handle(.tick(realtimeNs: 0))) == nil) }
        #expect(goodbye(state.handle(.tick(realtimeNs: 0))) == .timeout)
    }

    @Test("While its frames wait here, a board is not called silent")
    func ownSilence() {
        var state = opened()
        _ = state.handle(.frame(.chunk(chunk(bytes: 1000))))
        for _ in 0..<20 { #expect(goodbye(state.handle(.tick(realtimeNs: 0))) == nil) }
    }

    @Test("A connection that never says Hello is let go")
    func mute() {
        var state = SessionState(Self.settings)
        for _ in 0..<3 { #expect(state.handle(.tick(realtimeNs: 0)).isEmpty) }
        #expect(goodbye(state.handle(.tick(realtimeNs: 0))) == .timeout)
    }

    @Test("A ping names the traces that are still wanted")
    func leases() {
        var admission = SessionState.Admission()
        admission.leases = ["t1"]
        var state = opened(admission)
        _ = state.handle(.start(StartTrace("t2", .init(tracer: "hwlat"))))
        _ = state.handle(.delivered("t1"))
        guard case .send(.ping(let ping)) = state.handle(.tick(realtimeNs: 5)).first else {
            Issue.record("no ping")
            return
        }
        #expect((ping.leases, ping.realtimeNs, ping.nonce) == (["t2"], 5, 1))
    }

    @Test("A trace is started once, however often it is asked for")
    func startOnce() {
        var state = opened()
        let start = StartTrace("t1", .init(tracer: "hwlat"))
        #expect(state.handle(.start(start)) == [.send(.startTrace(start))])
        #expect(state.handle(.start(start)).isEmpty)
    }

    @Test("Names and counts that cannot be end the session")
    func impossible() {
        var state = opened()
        #expect(goodbye(state.handle(.frame(.chunk(chunk(trace: "../etc"))))) == .malformed)
        state = opened()
        var high = chunk()
        high.cpu = 5000
        #expect(goodbye(state.handle(.frame(.chunk(high)))) == .limit)
        state = opened()
        var status = TraceStatus()
        status.trace = "T"
        #expect(goodbye(state.handle(.frame(.traceStatus(status)))) == .malformed)
        state = opened()
        for number in 0..<256 {
            var offer = MetadataOffer()
            (offer.trace, offer.items) = ("t\(number)", [item])
            _ = state.handle(.frame(.metadataOffer(offer)))
            _ = state.handle(.noteKept)
        }
        var offer = MetadataOffer()
        (offer.trace, offer.items) = ("one-more", [item])
        #expect(goodbye(state.handle(.frame(.metadataOffer(offer)))) == .limit)
    }

    private var item: MetadataItem {
        var item = MetadataItem()
        item.sha256 = [UInt8](repeating: 1, count: 32)
        return item
    }
}
