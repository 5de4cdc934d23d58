import FleetAPI
import Foundation
import Testing
import Wire

@testable import Collector

@Suite("A scripted board over real TLS")
struct EndToEndTests {
    /// Plays a board's part of one trace: start, metadata on request, chunks, final status.
    private func deliver(_ board: ScriptedBoard) async throws -> String {
        guard case .startTrace(let start) = try await board.next() else { throw CocoaError(.coderInvalidValue) }
        var offer = MetadataOffer()
        (offer.trace, offer.items) = (start.trace, try HwlatFixture.items())
        try await board.send(.metadataOffer(offer))
        if case .metadataWant(let want) = try await board.next() {
            for sha256 in want.sha256 { try await send(content: sha256, on: board) }
        }
        for cpu in [UInt32(0), 1] {
            try await board.send(.chunk(try HwlatFixture.chunk(trace: start.trace, cpu: cpu)))
            guard case .chunkAck(let ack) = try await board.next() else { throw CocoaError(.coderInvalidValue) }
            #expect((ack.cpu, ack.sequence) == (cpu, 0))
        }
        try await board.send(.traceStatus(try HwlatFixture.ended(start.trace)))
        #expect(try await board.next() == .traceAck(TraceAck(start.trace)))
        return start.trace
    }

    private func send(content sha256: [UInt8], on board: ScriptedBoard) async throws {
        let content = try HwlatFixture.content(sha256)
        let half = content.count / 2
        for (offset, piece) in [(0, content[..<half]), (half, content[half...])] {
            var part = MetadataPart()
            (part.sha256, part.offset, part.size) = (sha256, UInt64(offset), UInt64(content.count))
            (part.rawSize, part.data) = (UInt32(piece.count), try Zstd.compress(Array(piece)))
            try await board.send(.metadataPart(part))
        }
    }

    private var request: TraceRequest {
        var options = TraceOptions(tracer: "hwlat")
        options.durationMs = 10_000
        return TraceRequest(selector: "cpu=Cortex-A72", options: options)
    }

    @Test("delivers an hwlat trace whose books balance, whose text is the kernel's and whose figures are right")
    func wholeTrace() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                let board = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("board-1", in: folder))
                #expect(try await board.greet()?.version == 1)
                let machines: [Machine] = try await api.get("/v1/machines?selector=lab%3Da")
                #expect(machines.map(\.name) == ["board-1"])
                #expect(machines.first?.online == true)

                let started = try await api.start(request)
                #expect(started.boards.map(\.state) == [.requested])
                let id = try await deliver(board)
                #expect(id == started.id)

                let trace = try await api.trace(id) { $0.isFinal }
                #expect(trace.boards.map(\.state) == [.delivered])
                #expect(trace.boards[0].cpus.map(\.decoded) == [2, 3])
                #expect(trace.boards[0].cpus.allSatisfy { $0.balances })

                let report = try await api.text("/v1/traces/\(id)/report")
                #expect(report.status == 200)
                #expect(report.text == String(decoding: try HwlatFixture.file("trace.txt"), as: UTF8.self))

                let comparison: HwlatComparison = try await api.get("/v1/compare/hwlat?by=cpu&trace=\(id)")
                #expect(comparison.leftOut.isEmpty)
                let group = try #require(comparison.groups.first)
                #expect(comparison.groups.count == 1)
                #expect((group.value, group.boards, group.samples, group.hits) == ("Cortex-A72", ["board-1"], 5, 1032))
                #expect(group.inner == Distribution(p50Us: 4081, p99Us: 12064, maxUs: 12064))
                #expect(group.outer == Distribution(p50Us: 4061, p99Us: 4104, maxUs: 4104))
                #expect((group.sampledSeconds, group.sampledMeasured, group.lost) == (4, true, 0))
                #expect(
                    group.parameters == HwlatParameters(widthUs: 500_000, windowUs: 1_000_000, thresholdUs: 10, mode: "round-robin")
                )
            }
        }
    }

    @Test("sends metadata once: a second board with the same kernel is not asked for it")
    func metadataOnce() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                let first = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("one", in: folder))
                _ = try await first.greet()
                _ = try await api.start(request)
                _ = try await deliver(first)
                let second = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("two", in: folder))
                _ = try await second.greet()
                let trace = try await api.start(TraceRequest(selector: "name=two", options: TraceOptions(tracer: "hwlat")))
                guard case .startTrace = try await second.next() else { throw CocoaError(.coderInvalidValue) }
                for cpu in [UInt32(0), 1] { try await second.send(.chunk(try HwlatFixture.chunk(trace: trace.id, cpu: cpu))) }
                try await second.send(.traceStatus(try HwlatFixture.ended(trace.id)))
                var frames: [Frame] = []
                while frames.last != .traceAck(TraceAck(trace.id)), let frame = try await second.next() { frames.append(frame) }
                #expect(!frames.contains { if case .metadataWant = $0 { true } else { false } })
                let done = try await api.trace(trace.id) { $0.isFinal }
                // The chunks came before anything said how to decode them.
                #expect(done.boards[0].cpus.map(\.decoded) == [2, 3])
            }
        }
    }

    @Test("that returns with a trace goes on, and one that rebooted without it has failed")
    func returning() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                let identity = try collector.enroll("board-1", in: folder)
                let first = try await ScriptedBoard.connect(collector.ports.agents, ca: collector.admin, identity: identity)
                _ = try await first.greet()
                let trace = try await api.start(request)
                var running = TraceStatus()
                (running.trace, running.state) = (trace.id, .running)
                try await first.send(.traceStatus(running))
                _ = try await api.trace(trace.id) { $0.boards[0].state == .running }

                let second = try await ScriptedBoard.connect(collector.ports.agents, ca: collector.admin, identity: identity)
                _ = try await second.greet(ScriptedBoard.hello(traces: [running]))
                #expect(try await first.next() == .startTrace(StartTrace(trace.id, request.options)))
                guard case .goodbye(let goodbye) = try await first.next() else { throw CocoaError(.coderInvalidValue) }
                #expect(goodbye.code == .replaced)
                #expect(try await api.trace(trace.id) { _ in true }.boards[0].state == .running)

                try await second.close()
                let third = try await ScriptedBoard.connect(collector.ports.agents, ca: collector.admin, identity: identity)
                _ = try await third.greet(ScriptedBoard.hello(boot: "boot-2"))
                let failed = try await api.trace(trace.id) { $0.isFinal }.boards[0]
                #expect((failed.state, failed.code) == (.failed, "restarted"))
                #expect(failed.message.contains("rebooted"))
            }
        }
    }

    @Test("that says what is no frame is told so and hung up on, and others go on")
    func malformed() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            let good = try await ScriptedBoard.connect(
                collector.ports.agents, ca: collector.admin, identity: try collector.enroll("good", in: folder))
            _ = try await good.greet()
            let bad = try await ScriptedBoard.connect(
                collector.ports.agents, ca: collector.admin, identity: try collector.enroll("bad", in: folder))
            _ = try await bad.greet()
            try await bad.send(bytes: [0x7f, 0xff, 0xff, 0xff])
            guard case .goodbye(let goodbye) = try await bad.next() else { throw CocoaError(.coderInvalidValue) }
            #expect(goodbye.code == .frameTooLarge)
            #expect(try await bad.next() == nil)
            #expect(await collector.log.line(containing: "session ends").contains("bad"))
            try await good.send(.chunk(try HwlatFixture.chunk(trace: "t1", cpu: 0)))
            guard case .chunkAck(let ack) = try await good.next() else { throw CocoaError(.coderInvalidValue) }
            #expect(ack.trace == "t1")
        }
    }

    @Test("whose chunk does not decompress gets it acknowledged and kept, and the result says so")
    func undecodable() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                let board = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("board-1", in: folder))
                _ = try await board.greet()
                var chunk = try HwlatFixture.chunk(trace: "t1", cpu: 0)
                chunk.data[chunk.data.count - 1] ^= 0xff
                try await board.send(.chunk(chunk))
                guard case .chunkAck = try await board.next() else { throw CocoaError(.coderInvalidValue) }
                let trace: Trace = try await api.get("/v1/traces/t1")
                #expect(trace.boards[0].cpus.map(\.chunksStored) == [1])
                #expect(trace.boards[0].message.contains("1 chunks cannot be decompressed"))
                #expect(await collector.log.line(containing: "cannot be decompressed").contains("board-1"))
            }
        }
    }

    @Test("that slips into another board's trace is cut off")
    func foreignTrace() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                let owner = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("owner", in: folder))
                _ = try await owner.greet()
                let trace = try await api.start(request)
                let other = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("other", in: folder))
                _ = try await other.greet()
                try await other.send(.chunk(try HwlatFixture.chunk(trace: trace.id, cpu: 0)))
                guard case .goodbye(let goodbye) = try await other.next() else { throw CocoaError(.coderInvalidValue) }
                #expect(goodbye.code == .unexpected)
                #expect(try await api.trace(trace.id) { _ in true }.boards.map(\.machine) == ["owner"])
            }
        }
    }

    @Test("that never answers a start has failed, with a reason")
    func unanswered() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) {
            $0.startTimeout = .zero
        } _: { collector in
            try await APIClient.with(collector) { api in
                let board = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("board-1", in: folder))
                _ = try await board.greet()
                let trace = try await api.start(request)
                let failed = try await api.trace(trace.id) { $0.isFinal }.boards[0]
                #expect((failed.state, failed.code) == (.failed, "timeout"))
                #expect(failed.message.contains("did not answer"))
            }
        }
    }

    @Test("that is silent is pinged with its leases and then let go")
    func silence() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) {
            $0.heartbeat = .milliseconds(400)
        } _: { collector in
            try await APIClient.with(collector) { api in
                let board = try await ScriptedBoard.connect(
                    collector.ports.agents, ca: collector.admin, identity: try collector.enroll("board-1", in: folder))
                _ = try await board.greet()
                async let started = api.start(request)
                var leases: [String] = []
                while leases.isEmpty, let ping = try await board.nextPing() {
                    leases = ping.leases
                    try await board.send(.pong(Pong()))
                }
                #expect(leases == [try await started.id])
                var last: Frame?
                while let frame = try await board.next() { last = frame }
                guard case .goodbye(let goodbye) = last else { throw CocoaError(.coderInvalidValue) }
                #expect(goodbye.code == .timeout)
            }
        }
    }
}
