import FleetAPI
import Foundation
import Testing

extension OnBoards {
    /// What the agent costs a board, against the limits in Benchmarks/thresholds.
    @Suite(.serialized) struct Footprint {
        private func limit(_ name: String) async throws -> Int {
            let output = try await Program.run(Place.root.appending(path: "Benchmarks/threshold"), [name])
            return try #require(Int(output.out.trimmingCharacters(in: .whitespacesAndNewlines)))
        }

        @Test("The agent's memory stays below its limit while hwlat runs")
        func memory() async throws {
            let fleet = try await Fleet.booted()
            let board = fleet.boards[1]
            // A new process: the peak of one that has already run traces would be theirs too.
            try await board.sh("agent stop; agent start")
            try await until("\(board.name) is back") { try await fleet.collector.isOnline(board.name) }
            let trace = try await fleet.collector.beginTrace(quickHwlat + ["-l", "name=\(board.name)"])
            try await until("samples are stored") { try await fleet.collector.part(trace.id, board.name).decoded >= 20 }
            let status = try await board.sh("awk '/^VmHWM:/ { print $2 }' /proc/$(agent pid)/status")
            _ = await trace.stop()
            let peakKb = try #require(Int(status.trimmingCharacters(in: .whitespacesAndNewlines)))
            let limitKb = try await limit("agent-peak-rss-kb")
            print("agent's peak RSS while hwlat runs: \(peakKb) KiB; the limit is \(limitKb): \(100 * peakKb / limitKb)%")
            #expect(peakKb > 0 && peakKb <= limitKb)
        }

        @Test("An idle board's agent wakes up no more often than once a second")
        func wakeups() async throws {
            let fleet = try await Fleet.booted()
            let board = fleet.boards[2]
            try await until("no trace runs on \(board.name)") {
                try await fleet.collector.machine(board.name)?.running.isEmpty == true
            }
            let text = try await board.sh(
                """
                look() { echo $(cut -d' ' -f1 /proc/uptime) $(awk '/^voluntary_ctxt_switches:/ { print $2 }' /proc/$(agent pid)/status); }
                look; sleep 30; look
                """)
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            try #require(numbers.count == 4)
            let perThousandSeconds = Int(1000 * (numbers[3] - numbers[1]) / (numbers[2] - numbers[0]))
            let limit = try await limit("agent-idle-wakeups-mHz")
            print(
                "wake-ups of an idle agent in 1000 seconds: \(perThousandSeconds); the limit is \(limit): \(100 * perThousandSeconds / limit)%"
            )
            #expect(perThousandSeconds <= limit)
        }
    }
}
