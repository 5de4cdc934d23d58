import FleetAPI
import Foundation
import Testing

extension OnBoards {
    /// The oracle is the kernel: what its own `trace` file said of the same records.
    @Suite(.serialized) struct Reports {
        @Test("The report of each board's hwlat trace is the text that the board's own trace file held")
        func hwlat() async throws {
            let fleet = try await Fleet.booted()
            try await compare(fleet, quickHwlat, atLeast: 3)
        }

        @Test("The report of each board's sched_switch trace is the text that the board's own trace file held")
        func events() async throws {
            let fleet = try await Fleet.booted()
            // Pointers: the trace file prints them hashed unless it is told otherwise, raw pages hold them as they are.
            let events = ["events", "--event", "sched:sched_switch", "--event", "timer:*", "--option", "nohash-ptr"]
            try await compare(fleet, events, atLeast: 50)
        }

        /// Traces with the buffer read at the end only, so that the board's `trace` file holds all of it.
        private func compare(_ fleet: Fleet, _ arguments: [String], atLeast events: Int) async throws {
            let trace = try await fleet.collector.beginTrace(arguments + ["--read-after"])
            var witnesses: [String: Board.Witness] = [:]
            for board in fleet.boards {
                for cpu in 0...1 {
                    try await until("\(board.name) has events on CPU \(cpu)") {
                        try await board.written(trace.id, cpu: cpu) >= events
                    }
                }
                witnesses[board.name] = try await board.witness(trace.id)
            }
            let output = await trace.stop()
            #expect(output.status == 130, "\(output.err)")
            for board in fleet.boards {
                let witness = try #require(witnesses[board.name])
                let report = try await fleet.collector.report(trace.id, board.name)
                #expect(witness.text.events.count >= 2 * events)
                #expect(report.count == witness.text.count)
                let firstDifference = zip(report, witness.text).first { $0 != $1 }
                #expect(firstDifference == nil, "\(board.name): decoded here, then as the kernel wrote it")
                let part = try await fleet.collector.part(trace.id, board.name)
                for books in part.cpus {
                    #expect(books.balances, "\(board.name): \(books)")
                    #expect(books.written == witness.written[books.cpu])
                }
            }
        }
    }
}
