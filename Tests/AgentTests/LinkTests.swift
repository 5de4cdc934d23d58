import Testing
import Wire

@testable import Agent

@Suite("The session")
struct LinkTests {
    private let second = Clock.secondNs

    private func welcome(version: UInt32 = 1, heartbeatMs: UInt32 = 1000, window: UInt32 = 5000) -> Frame {
        var welcome = Welcome()
        welcome.version = version
        welcome.heartbeatMs = heartbeatMs
        welcome.inFlightBytesMax = window
        return .welcome(welcome)
    }

    /// A link that has said Hello and was welcomed at time 0.
    private func open() -> Link {
        var link = Link()
        link.connected(Hello(), nowNs: 0)
        _ = link.next()
        _ = link.received(welcome().framed(), nowNs: 0)
        return link
    }

    private func reason(_ actions: [Link.Action]) -> String? {
        guard case .end(let reason) = actions.last else { return nil }
        return reason
    }

    private func farewell(_ link: inout Link) -> Goodbye? {
        guard case .goodbye(let goodbye) = link.next() else { return nil }
        return goodbye
    }

    @Test("The board says Hello first, and Welcome opens the session")
    func handshake() {
        var link = Link()
        var hello = Hello()
        hello.agentVersion = "x"
        link.connected(hello, nowNs: 0)
        #expect(link.next() == .hello(hello))
        #expect(link.next() == nil)
        let actions = link.received(welcome().framed(), nowNs: 0)
        guard case .opened(let welcome) = actions.first else {
            Issue.record("not opened: \(actions)")
            return
        }
        #expect(welcome.inFlightBytesMax == 5000)
        #expect(link.phase == .open)
        #expect(link.windowBytes == 5000)
        #expect(link.deadlineNs == 3 * second)
    }

    @Test("A version that this agent does not speak ends the session with a named goodbye")
    func version() {
        var link = Link()
        link.connected(Hello(), nowNs: 0)
        _ = link.next()
        let actions = link.received(welcome(version: 9).framed(), nowNs: 0)
        #expect(reason(actions)?.contains("version 9") == true)
        #expect(farewell(&link)?.code == .version)
        #expect(link.phase == .closed)
    }

    @Test("Frames that arrive in pieces are put together")
    func pieces() {
        var link = Link()
        link.connected(Hello(), nowNs: 0)
        var actions: [Link.Action] = []
        for byte in welcome().framed() + Frame.stopTrace(StopTrace("t1")).framed() {
            actions += link.received([byte], nowNs: 0)
        }
        #expect(actions.count == 2)
        #expect(actions.last == .stop("t1"))
    }

    @Test("A ping is answered with its nonce and the board's clocks, and renews leases")
    func ping() {
        var link = open()
        var ping = Ping()
        ping.nonce = 42
        ping.leases = ["a", "b"]
        let actions = link.received(
            Frame.ping(ping).framed(), nowNs: second,
            clocks: {
                var pong = Pong()
                pong.monotonicNs = 7
                return pong
            })
        #expect(actions == [.renew(["a", "b"])])
        guard case .pong(let pong) = link.next() else {
            Issue.record("no pong")
            return
        }
        #expect(pong.nonce == 42)
        #expect(pong.monotonicNs == 7)
    }

    @Test("Three missed heartbeats end the session, and anything heard puts that off")
    func silence() {
        var link = open()
        #expect(link.tick(nowNs: 3 * second - 1) == [])
        _ = link.received(Frame.ping(Ping()).framed(), nowNs: 2 * second)
        #expect(link.tick(nowNs: 4 * second) == [])
        let actions = link.tick(nowNs: 5 * second)
        #expect(reason(actions)?.contains("three heartbeats") == true)
        #expect(link.phase == .closed)
    }

    @Test("A collector that never answers Hello is given up")
    func mute() {
        var link = Link()
        link.connected(Hello(), nowNs: 0)
        #expect(link.tick(nowNs: Link.greetingMs * Clock.msNs - 1) == [])
        #expect(reason(link.tick(nowNs: Link.greetingMs * Clock.msNs)) != nil)
    }

    @Test("The collector's goodbye ends the session with its reason")
    func goodbye() {
        var link = open()
        let actions = link.received(Frame.goodbye(Goodbye(.storage, "disk full")).framed(), nowNs: 0)
        #expect(reason(actions) == "the collector ended the session: storage: disk full")
        #expect(link.next() == nil)
    }

    @Test("Commands before Welcome are out of order")
    func early() {
        var link = Link()
        link.connected(Hello(), nowNs: 0)
        _ = link.next()
        let actions = link.received(Frame.stopTrace(StopTrace("t")).framed(), nowNs: 0)
        #expect(reason(actions) != nil)
        #expect(farewell(&link)?.code == .unexpected)
    }

    @Test("A frame that only a board may send ends the session")
    func wrongWay() {
        var link = open()
        #expect(reason(link.received(Frame.hello(Hello()).framed(), nowNs: 0)) != nil)
        #expect(farewell(&link)?.code == .unexpected)
    }

    @Test("A frame of a newer collector is skipped")
    func newer() {
        var link = open()
        // Field 30, bytes, empty: no body that this version knows.
        #expect(link.received([0, 0, 0, 3, 0xf2, 0x01, 0x00], nowNs: 0) == [])
        #expect(link.phase == .open)
    }

    @Test("Bytes that are no frame, or too large a one, end the session")
    func garbage() {
        var link = open()
        #expect(reason(link.received([0xff, 0xff, 0xff, 0xff], nowNs: 0)) != nil)
        #expect(farewell(&link)?.code == .frameTooLarge)
        link = open()
        #expect(reason(link.received([0, 0, 0, 1, 0xff], nowNs: 0)) != nil)
        #expect(farewell(&link)?.code == .malformed)
        #expect(link.received(Frame.ping(Ping()).framed(), nowNs: 0) == [])
    }

    @Test("A collector that asks without reading is cut off")
    func flood() {
        var link = open()
        let pings = (0...Link.queueMax).flatMap { _ in Frame.ping(Ping()).framed() }
        #expect(reason(link.received(pings, nowNs: 0)) != nil)
        #expect(farewell(&link)?.code == .limit)
    }

    @Test("A disconnected link forgets what it had to say")
    func disconnected() {
        var link = open()
        _ = link.received(Frame.ping(Ping()).framed(), nowNs: 0)
        link.disconnected()
        #expect(link.next() == nil)
        #expect(link.deadlineNs == nil)
    }

    @Test("Pauses between attempts double, stay under half a minute and are left half to chance")
    func backoff() {
        var shortest = Backoff()
        let lows = (0..<12).map { _ in shortest.next(random: 0) }
        #expect(lows[0] == 250 * Clock.msNs)
        #expect(lows[1] == 500 * Clock.msNs)
        #expect(lows[11] == 15 * second)
        var random = Backoff()
        for attempt in 0..<12 {
            let pause = random.next(random: 0x9E37_79B9_7F4A_7C15 &* UInt64(attempt + 1))
            #expect(pause >= lows[attempt] && pause <= 30 * second)
        }
        shortest.reset()
        #expect(shortest.next(random: 0) == lows[0])
    }
}
