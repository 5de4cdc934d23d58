@testable import Wire

/// A seeded generator (SplitMix64), so that a failing case can be run again.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func number() -> UInt64 { next() >> UInt64.random(in: 0..<64, using: &self) }
    mutating func small() -> UInt32 { UInt32(truncatingIfNeeded: number()) }
    mutating func text() -> String {
        String((0..<Int.random(in: 0..<12, using: &self)).map { _ in "aZ09-_ é漢\n\"\\".randomElement(using: &self) ?? "x" })
    }
    mutating func id() -> String { String((0..<8).map { _ in "abc234".randomElement(using: &self) ?? "x" }) }
    mutating func blob(_ max: Int) -> [UInt8] {
        (0..<Int.random(in: 0...max, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
    mutating func list<T>(_ max: Int, _ make: (inout Seeded) -> T) -> [T] {
        (0..<Int.random(in: 0...max, using: &self)).map { _ in make(&self) }
    }
}

/// One frame of every kind, filled at random: every field of every message is covered over a few seeds.
func frames(seed: UInt64) -> [Frame] {
    var r = Seeded(state: seed)
    return [
        .hello(hello(&r)), .metadataOffer(offer(&r)), .metadataPart(part(&r)), .chunk(chunk(&r)), .traceStatus(status(&r)),
        .pong(pong(&r)), .welcome(welcome(&r)), .startTrace(start(&r)), .stopTrace(StopTrace(r.id())),
        .metadataWant(want(&r)), .chunkAck(ack(&r)), .ping(ping(&r)), .traceAck(TraceAck(r.id())),
        .goodbye(Goodbye(Code.allCases.randomElement(using: &r) ?? .none, r.text())),
    ]
}

private func pair(_ r: inout Seeded) -> Pair { Pair(r.text(), r.text()) }

private func hello(_ r: inout Seeded) -> Hello {
    var m = Hello()
    m.versionMin = r.small()
    m.versionMax = r.small()
    m.agentVersion = r.text()
    m.bootID = r.text()
    m.facts = r.list(3, pair)
    m.labels = r.list(3, pair)
    m.traces = r.list(2, status)
    return m
}

private func item(_ r: inout Seeded) -> MetadataItem {
    var m = MetadataItem()
    m.name = r.text()
    m.sha256 = r.blob(32)
    m.size = r.number()
    return m
}

private func offer(_ r: inout Seeded) -> MetadataOffer {
    var m = MetadataOffer()
    m.trace = r.id()
    m.items = r.list(3, item)
    return m
}

private func part(_ r: inout Seeded) -> MetadataPart {
    var m = MetadataPart()
    m.sha256 = r.blob(32)
    m.offset = r.number()
    m.rawSize = r.small()
    m.size = r.number()
    m.data = r.blob(300)
    return m
}

private func chunk(_ r: inout Seeded) -> Chunk {
    var m = Chunk()
    m.trace = r.id()
    m.cpu = r.small()
    m.sequence = r.number()
    m.rawSize = r.small()
    m.pages = r.small()
    m.data = r.blob(400)
    return m
}

private func cpu(_ r: inout Seeded) -> CpuStatus {
    var m = CpuStatus()
    m.cpu = r.small()
    m.chunks = r.number()
    m.readEvents = r.number()
    m.entries = r.number()
    m.overrun = r.number()
    m.commitOverrun = r.number()
    m.droppedEvents = r.number()
    m.rawBytes = r.number()
    m.refusedEvents = r.number()
    return m
}

private func status(_ r: inout Seeded) -> TraceStatus {
    var m = TraceStatus()
    m.trace = r.id()
    m.state = [.unspecified, .running, .draining, .ended, .failed].randomElement(using: &r) ?? .ended
    m.code = Code.allCases.randomElement(using: &r) ?? .none
    m.message = r.text()
    m.ranNs = r.number()
    m.cpus = r.list(3, cpu)
    m.sampledNs = r.number()
    m.samplingCpus = r.small()
    m.settings = r.list(3, pair)
    m.startedRealtimeNs = r.number()
    m.metadata = r.list(2, item)
    return m
}

private func pong(_ r: inout Seeded) -> Pong {
    var m = Pong()
    m.nonce = r.number()
    m.realtimeNs = r.number()
    m.monotonicNs = r.number()
    m.boottimeNs = r.number()
    return m
}

private func welcome(_ r: inout Seeded) -> Welcome {
    var m = Welcome()
    m.version = r.small()
    m.heartbeatMs = r.small()
    m.inFlightBytesMax = r.small()
    m.collectorVersion = r.text()
    return m
}

private func start(_ r: inout Seeded) -> StartTrace {
    var m = StartTrace()
    m.trace = r.id()
    m.spec.tracer = r.text()
    m.spec.durationMs = r.number()
    m.spec.bufferKb = r.small()
    m.spec.clock = r.text()
    m.spec.options = r.list(3) { $0.text() }
    m.spec.readAfter = Bool.random(using: &r)
    m.spec.cpus = r.text()
    m.spec.thresholdUs = Bool.random(using: &r) ? r.number() & 3 : nil
    m.spec.leaseMs = r.small()
    if Bool.random(using: &r) {
        var hwlat = HwlatSpec()
        hwlat.widthUs = r.number()
        hwlat.windowUs = r.number()
        hwlat.mode = r.text()
        m.spec.hwlat = hwlat
    }
    if Bool.random(using: &r) {
        var events = EventsSpec()
        events.events = r.list(3) { $0.text() }
        m.spec.events = events
    }
    return m
}

private func want(_ r: inout Seeded) -> MetadataWant {
    var m = MetadataWant()
    m.sha256 = r.list(3) { $0.blob(32) }
    return m
}

private func ack(_ r: inout Seeded) -> ChunkAck {
    var m = ChunkAck()
    m.trace = r.id()
    m.cpu = r.small()
    m.sequence = r.number()
    return m
}

private func ping(_ r: inout Seeded) -> Ping {
    var m = Ping()
    m.nonce = r.number()
    m.realtimeNs = r.number()
    m.leases = r.list(4) { $0.id() }
    return m
}
