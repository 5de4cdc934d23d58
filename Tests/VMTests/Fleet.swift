import FleetAPI
import Foundation
import Testing

/// One collector and three boards with different CPUs, booted once for all tests. They end with this process.
struct Fleet: Sendable {
    let collector: CollectorProcess
    let boards: [Board]

    private static let shared = Task { try await Fleet() }

    static func booted() async throws -> Fleet { try await shared.value }

    private init() async throws {
        try? FileManager.default.removeItem(at: Place.run)
        collector = try CollectorProcess(name: "fleet")
        try await collector.start()
        var boards: [Board] = []
        for (model, cpu) in [("cortex-a53", "Cortex-A53"), ("cortex-a72", "Cortex-A72"), ("neoverse-n1", "Neoverse-N1")] {
            boards.append(try await Board("board-\(model)", model: model, cpu: cpu, collector: collector))
        }
        self.boards = boards
        for board in boards {
            // Also waits until its shell answers, or says that it has stopped.
            try await board.sh("true")
            let collector = collector
            try await until("\(board.name) is online") { try await collector.isOnline(board.name) }
        }
    }
}

/// All tests on boards, one after the other: they share the boards and this machine's two cores.
@Suite(.serialized) struct OnBoards {}

/// hwlat that finds something on every CPU of an emulated board within seconds.
let quickHwlat = ["hwlat", "--width", "100ms", "--window", "300ms", "--threshold", "5us", "--mode", "per-cpu"]
