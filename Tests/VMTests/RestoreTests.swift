import FleetAPI
import Foundation
import Testing

extension OnBoards {
    /// A board is afterwards as it was before, whatever happened in between.
    @Suite(.serialized) struct Restoring {
        /// Not the kernel's defaults, so that every one of them has to be put back.
        private static let owned = ["tracing_thresh": "123", "hwlat_detector/width": "400000", "hwlat_detector/window": "900000"]

        private func prepared() async throws -> (fleet: Fleet, board: Board, before: String) {
            let fleet = try await Fleet.booted()
            let board = fleet.boards[1]
            for (file, value) in Self.owned { try await board.sh("echo \(value) >/sys/kernel/tracing/\(file)") }
            return (fleet, board, try await board.settings())
        }

        private func begin(_ fleet: Fleet, _ board: Board) async throws -> RunningTrace {
            let trace = try await fleet.collector.beginTrace(quickHwlat + ["-l", "name=\(board.name)"])
            try await until("samples of \(trace.id) are stored") {
                try await fleet.collector.part(trace.id, board.name).decoded > 0
            }
            return trace
        }

        @Test("After a trace every setting of tracefs is as it was")
        func afterTrace() async throws {
            let (fleet, board, before) = try await prepared()
            let trace = try await begin(fleet, board)
            // The comparison below would hold nothing if the trace had changed nothing.
            #expect(try await board.sh("cat /sys/kernel/tracing/tracing_thresh") == "5\n")
            #expect(await trace.stop().status == 130)
            expectSame(try await board.settings(), before)
        }

        @Test("After SIGTERM every setting is as it was, and what was traced arrives when the agent is back")
        func afterTerm() async throws {
            let (fleet, board, before) = try await prepared()
            let trace = try await begin(fleet, board)
            try await board.sh("agent stop")
            expectSame(try await board.settings(), before)
            try await board.sh("agent start")
            _ = await trace.program.finish()
            let part = try await fleet.collector.part(trace.id, board.name)
            #expect(part.state.isFinal)
            #expect(part.decoded > 0)
        }

        @Test("After kill -9 of the agent and its next start every setting is as it was, and the trace says what happened")
        func afterKill() async throws {
            let (fleet, board, before) = try await prepared()
            let trace = try await begin(fleet, board)
            let stored = try await fleet.collector.part(trace.id, board.name).decoded
            try await board.sh("agent kill")
            // Nobody could put anything back: the journal has to.
            #expect(try await board.sh("ls /sys/kernel/tracing/instances").contains("fleetrace-\(trace.id)"))
            #expect(try await board.sh("cat /sys/kernel/tracing/tracing_thresh") == "5\n")
            try await board.sh("agent start")
            let output = await trace.program.finish()
            #expect(output.status == 2, "\(output.err)")
            expectSame(try await board.settings(), before)
            let part = try await fleet.collector.part(trace.id, board.name)
            #expect(part.state == .failed)
            #expect(part.code == "restarted", "\(part.message)")
            #expect(part.decoded >= stored)
            #expect(try await fleet.collector.report(trace.id, board.name).events.count == Int(part.decoded))
        }

        private func expectSame(_ after: String, _ before: String, _ location: SourceLocation = #_sourceLocation) {
            #expect(before.contains("tracing_thresh:\n  123"), sourceLocation: location)
            let changed = after.split(separator: "\n").difference(from: before.split(separator: "\n"))
            #expect(changed.isEmpty, "\(changed.map { "\($0)" }.prefix(20))", sourceLocation: location)
        }
    }
}
