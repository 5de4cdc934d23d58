import FleetAPI
import Foundation
import Testing

extension OnBoards {
    @Suite(.serialized) struct BadDays {
        private let tracefs = "/sys/kernel/tracing"

        @Test("An event that the kernel does not have is refused by name, and nothing stays set")
        func unknownEvent() async throws {
            let fleet = try await Fleet.booted()
            let board = fleet.boards[0]
            let output = try await fleet.collector.fleetrace(
                "trace", "events", "--event", "sched:no_such_event", "--for", "1s", "-l", "name=\(board.name)")
            #expect(output.status == 2)
            #expect(output.err.contains("no_such_event"), "\(output.err)")
            #expect(output.err.contains("sched_switch"), "the message names what is there: \(output.err)")
            #expect(try await board.sh("ls \(tracefs)/instances") == "")
        }

        @Test("hwlat that somebody else uses is left alone, and the refusal says who has it")
        func busy() async throws {
            let fleet = try await Fleet.booted()
            let board = fleet.boards[0]
            try await board.sh("echo hwlat >\(tracefs)/current_tracer")
            let before = try await board.settings()
            let output = try await fleet.collector.fleetrace("trace", "hwlat", "--for", "1s", "-l", "name=\(board.name)")
            #expect(output.status == 2)
            #expect(output.err.contains("in use by the top-level buffer"), "\(output.err)")
            #expect(try await board.settings() == before)
            try await board.sh("echo nop >\(tracefs)/current_tracer")
        }

        @Test("A selector that picks no board is told so")
        func noBoard() async throws {
            let fleet = try await Fleet.booted()
            let output = try await fleet.collector.fleetrace("trace", "hwlat", "--for", "1s", "-l", "cpu=Z80")
            #expect(output.status == 3)
            #expect(output.err.contains("cpu=Z80"), "\(output.err)")
        }

        @Test("A board whose policy is stricter than the request refuses it")
        func policy() async throws {
            let fleet = try await Fleet.booted()
            let output = try await fleet.collector.fleetrace(
                "trace", "hwlat", "--for", "1s", "--width", "900ms", "--window", "1s", "-l", "name=\(fleet.boards[0].name)")
            #expect(output.status == 2)
            #expect(output.err.contains("hwlat-duty-percent-max"), "\(output.err)")
        }

        @Test("kill -9 of the collector in the middle of a trace loses nothing: the boards come back and the books balance")
        func collectorKilled() async throws {
            let fleet = try await Fleet.booted()
            let trace = try await fleet.collector.beginTrace(quickHwlat + ["--for", "20s"])
            for board in fleet.boards {
                try await until("samples of \(board.name) are stored") {
                    try await fleet.collector.part(trace.id, board.name).decoded > 0
                }
            }
            let before = try await fleet.collector.trace(trace.id)
            try await fleet.collector.kill()
            #expect(await trace.program.finish().status == 4)
            try await fleet.collector.start()
            let after = try await fleet.collector.trace(trace.id)
            for (was, now) in zip(before.boards, after.boards) {
                #expect(now.machine == was.machine)
                #expect(now.decoded >= was.decoded, "\(was.machine): what was stored is there after the restart")
            }
            try await until("\(trace.id) is over on every board") { try await fleet.collector.trace(trace.id).isFinal }
            for board in try await fleet.collector.trace(trace.id).boards {
                #expect(board.state == .delivered, "\(board.machine): \(board.message)")
                #expect(board.decoded > 0)
                for books in board.cpus { #expect(books.balances, "\(board.machine): \(books)") }
            }
        }
    }
}
