import FleetAPI
import Foundation
import Testing

extension OnBoards {
    /// This machine's own kernel, traced by the static x86_64 agent.
    @Suite(.serialized) struct LocalKernel {
        static var canTrace: Bool {
            let known = (try? String(contentsOfFile: "/proc/filesystems", encoding: .utf8)) ?? ""
            return geteuid() == 0 && known.contains("tracefs")
        }

        private func mounts() throws -> [Substring] {
            try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8).split(separator: "\n").filter {
                $0.contains("tracefs")
            }
        }

        @Test(
            "Block events of this machine are traced and reported", .enabled(if: canTrace, "needs root and a kernel with tracefs"))
        func block() async throws {
            let fleet = try await Fleet.booted()
            let before = try mounts()
            let identity = Place.run.appending(path: "local/identity")
            let enrolled = try await fleet.collector.fleetrace("enroll", "local", "--to", identity.path)
            try #require(enrolled.status == 0, "\(enrolled.err)")
            let state = try Place.folder("local/state")
            let agent = try Program(
                Place.vm.appending(path: "leash"),
                [
                    state.path + ".pid", "600", Place.dist.appending(path: "fleetrace-agent-x86_64-linux").path, "--collector",
                    "127.0.0.1:\(fleet.collector.boardPort)", "--identity", identity.path, "--state", state.path,
                ])
            try await until("the local agent is online; its log: \(agent.err)") { try await fleet.collector.isOnline("local") }

            let trace = try fleet.collector.begin([
                "trace", "events", "--event", "block:*", "--for", "5s", "-l", "name=local", "--json",
            ])
            let scratch = try Place.folder("local").appending(path: "written")
            while trace.isRunning {
                let wrote = try await Program.run(
                    URL(filePath: "/bin/dd"), ["if=/dev/zero", "of=\(scratch.path)", "bs=64k", "count=16", "conv=fsync"])
                try #require(wrote.status == 0)
                try await Task.sleep(for: .milliseconds(200))
            }
            let output = await trace.finish()
            #expect(output.status == 0, "\(output.err)")
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            let result = try decoder.decode(Trace.self, from: Data(output.out.utf8))
            let part = try #require(result.boards.first)
            for books in part.cpus { #expect(books.balances, "\(books)") }
            let report = try await fleet.collector.report(result.id, "local").events
            #expect(report.count == Int(part.decoded))
            #expect(report.contains { $0.contains(": block_rq_issue: ") })

            let hwlat = try await fleet.collector.fleetrace("trace", "hwlat", "--for", "1s", "-l", "name=local")
            if try await fleet.collector.machine("local")?.facts["tracers"]?.contains("hwlat") == false {
                #expect(hwlat.status == 2)
                #expect(hwlat.err.contains("CONFIG_HWLAT_TRACER"), "\(hwlat.err)")
            }

            agent.release()
            _ = await agent.finish()
            #expect(try mounts() == before, "tracefs is mounted as it was")
        }
    }
}
