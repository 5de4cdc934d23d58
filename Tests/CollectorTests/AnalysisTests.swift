import FleetAPI
import Foundation
import Ftrace
import Testing

@testable import Collector

@Suite("Analysis, without I/O")
struct AnalysisTests {
    @Test("Percentiles are by nearest rank and exact")
    func nearestRank() {
        var counts = ValueCounts()
        for value in [15, 20, 35, 40, 50] as [UInt64] { counts.add(value) }
        // The textbook's example of the nearest-rank method.
        #expect(counts.percentiles([5, 30, 40, 50, 100]) == [15, 20, 20, 35, 50])
        var hundred = ValueCounts()
        for value in UInt64(1)...100 { hundred.add(value * 1000) }
        #expect(hundred.percentiles([50, 99]) == [50_000, 99_000])
        #expect(ValueCounts().percentiles([50]) == [0])
    }

    @Test("Very many different values are counted in bounded memory, within one part in 100 000")
    func spilled() {
        var counts = ValueCounts()
        var other = ValueCounts()
        for value in UInt64(1)...50_000 {
            if value % 2 == 0 { counts.add(value * 7) } else { other.add(value * 7) }
        }
        counts.add(other)
        #expect(counts.count == 50_000)
        #expect(counts.max == 350_000)
        let p50 = counts.percentiles([50])[0]
        #expect(abs(Double(p50) - 175_000) <= 1.75)
    }

    private func board(_ settings: [String: String], sampledNs: UInt64 = 0, ranNs: UInt64 = 10_500_000_000, threads: UInt32 = 2)
        -> BoardTrace
    {
        var board = BoardTrace(machine: "m", state: .delivered)
        (board.settings, board.sampledNs, board.ranNs, board.samplingCpus) = (settings, sampledNs, ranNs, threads)
        return board
    }

    private let settings = [
        "hwlat_detector/width": "200000", "hwlat_detector/window": "1000000", "hwlat_detector/mode": "none [round-robin] per-cpu",
        "tracing_thresh": "7",
    ]

    @Test("Sampled time is what the board measured, or width times whole windows times threads")
    func sampledTime() throws {
        let options = TraceOptions(tracer: "hwlat")
        let measured = try #require(HwlatConditions(board(settings, sampledNs: 3_000_000_000), options))
        #expect((measured.sampledSeconds, measured.measured) == (3, true))
        let computed = try #require(HwlatConditions(board(settings), options))
        #expect((computed.sampledSeconds, computed.measured) == (4, false))
        #expect(computed.parameters == HwlatParameters(widthUs: 200_000, windowUs: 1_000_000, thresholdUs: 7, mode: "round-robin"))
        #expect(HwlatConditions(board([:]), options) == nil)
    }

    private func machine(_ name: String, _ facts: [String: String]) -> Machine {
        Machine(
            name: name, online: true, firstSeen: Date(), lastSeen: Date(), agentVersion: "", bootID: "", facts: facts, labels: [:],
            running: [])
    }

    @Test("Groups are told apart by value and by parameters, and each names its boards and kernels")
    func groups() throws {
        let options = TraceOptions(tracer: "hwlat")
        let usual = try #require(HwlatConditions(board(settings, sampledNs: 1_000_000_000), options))
        let other = try #require(
            HwlatConditions(board(settings.merging(["tracing_thresh": "20"]) { $1 }, sampledNs: 1_000_000_000), options))
        var groups = HwlatGroups(by: "soc")
        for (name, facts, conditions) in [
            ("a", ["soc": "x", "kernel": "6.1"], usual), ("b", ["soc": "x", "kernel": "6.6"], usual),
            ("c", ["soc": "x"], other), ("d", [:], usual),
        ] {
            groups.add(.init(machine: machine(name, facts), trace: "t1", conditions: conditions, tally: HwlatTally(), lost: 1))
        }
        let comparison = groups.comparison(leftOut: [])
        #expect(comparison.groups.map(\.value) == ["-", "x", "x"])
        #expect(comparison.groups.map(\.boards) == [["d"], ["a", "b"], ["c"]])
        #expect(comparison.groups.map(\.parameters.thresholdUs) == [7, 7, 20])
        #expect(comparison.groups[1].kernels == ["6.1", "6.6"])
        #expect((comparison.groups[1].sampledSeconds, comparison.groups[1].lost) == (2, 2))
    }
}
