import FleetAPI
import Foundation
import Testing
import Wire

@testable import Collector

@Suite("Control, without I/O")
struct ControlTests {
    private func row(_ trace: String, state: TraceState? = nil, stop: Bool = false, boot: String = "b1") -> BoardRow {
        var status: TraceStatus?
        if let state {
            status = TraceStatus()
            status?.trace = trace
            status?.state = state
        }
        return BoardRow(
            key: BoardKey(machine: "m", trace: trace), boot: boot, facts: [:], labels: [:], requestedAt: Date(), status: status,
            offered: [], closed: nil, stopRequested: stop, settled: false, cpus: [])
    }

    private func listed(_ trace: String, _ state: TraceState = .running) -> TraceStatus {
        var status = TraceStatus()
        (status.trace, status.state) = (trace, state)
        return status
    }

    private func plan(_ open: [BoardRow], _ listed: [TraceStatus], boot: String = "b1") -> Reconciliation {
        Reconciliation(open: open, listed: listed, bootID: boot) { StartTrace($0, TraceOptions(tracer: "hwlat")) }
    }

    @Test("A returning board goes on with what it lists and starts what it never heard of")
    func resume() {
        let plan = plan([row("t1", state: .running), row("t2")], [listed("t1")])
        #expect(plan.admission.leases == ["t1", "t2"])
        #expect(plan.admission.starts.map(\.trace) == ["t2"])
        #expect(plan.admission.stops.isEmpty && plan.closed.isEmpty)
    }

    @Test("What was stopped meanwhile is stopped on return, or never started")
    func stopped() {
        let plan = plan([row("t1", state: .running, stop: true), row("t2", stop: true)], [listed("t1")])
        #expect(plan.admission.stops == ["t1"])
        #expect(plan.admission.starts.isEmpty)
        #expect(plan.closed.mapValues(\.code) == [BoardKey(machine: "m", trace: "t2"): .stopped])
    }

    @Test("A trace that the board no longer has is over, and it is told whether the board or the agent restarted")
    func forgotten() {
        let key = BoardKey(machine: "m", trace: "t1")
        #expect(plan([row("t1", state: .running)], [], boot: "b2").closed[key]?.message.contains("rebooted") == true)
        #expect(plan([row("t1", state: .running)], []).closed[key]?.message.contains("agent restarted") == true)
    }

    @Test("A trace that is over here and still runs there is stopped")
    func stray() {
        #expect(plan([], [listed("t1"), listed("t2", .ended)]).admission.stops == ["t1"])
    }

    @Test("One session is asked for a content, and another when that one has left or is slow")
    func requests() {
        var requests = MetadataRequests()
        let now = ContinuousClock.now
        let (a, b) = ([UInt8(1)], [UInt8(2)])
        #expect(requests.offer([a, b], by: 1, now: now) == [a, b])
        #expect(requests.offer([a], by: 2, now: now) == [])
        #expect(requests.offer([a], by: 3, now: now) == [])
        #expect(requests.left(1, now: now).map(\.session) == [2])
        #expect(requests.overdue(now: now).isEmpty)
        #expect(requests.overdue(now: now + .seconds(61)).map(\.session) == [3])
        requests.stored(a)
        #expect(requests.offer([b], by: 4, now: now) == [b])
    }

    @Test("Ids of traces are valid, distinct and begin with the tracer's letter")
    func ids() {
        let ids = (0..<1000).map { _ in TraceID.random(tracer: "hwlat") }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { TraceID.isValid($0) && $0.hasPrefix("h") && $0.count == 9 })
        for bad in ["", "A", "a/b", "a b", String(repeating: "a", count: 33), "é"] { #expect(!TraceID.isValid(bad)) }
    }

    @Test("The books are what the kernel wrote against what was decoded and lost")
    func books() {
        var board = row("t1", state: .ended)
        var cpu = CpuStatus()
        (cpu.cpu, cpu.readEvents, cpu.entries, cpu.overrun, cpu.commitOverrun, cpu.droppedEvents, cpu.refusedEvents) = (
            1, 100, 4, 3, 2, 1, 10
        )
        board.status?.cpus = [cpu]
        board.cpus = [CPURow(cpu: 1, next: 5, stored: 5, events: 90, unscanned: 0, flawed: 0, rawBytes: 10, storedBytes: 5)]
        let books = board.view(online: true, since: nil).cpus[0]
        #expect((books.written, books.decoded, books.lost) == (110, 90, 20))
        #expect(books.balances)
    }

    @Test(
        "A request that no board could take is refused with a reason",
        arguments: [
            (TraceOptions(tracer: ""), "no tracer"), (TraceOptions(tracer: "events"), "no event"),
            (TraceOptions(tracer: String(repeating: "x", count: 5000)), "longer than"),
        ])
    func refused(options: TraceOptions, reason: String) {
        #expect { try options.check() } throws: { ($0 as? CollectorError)?.message.contains(reason) == true }
    }
}
