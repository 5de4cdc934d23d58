import Foundation
import Testing

extension OnBoards {
    /// Recordings made for this run: other loads, times and pids than any that was kept.
    @Suite(.serialized) struct Recordings {
        /// A few of Tests/vm/record-cases: each takes some seconds on an emulated board.
        private static let cases = [
            "clock_counter", "opt_tgid", "opt_raw", "opt_nohash", "markers", "func_stack", "graph_everything", "graph_events",
            "hwlat_percpu", "osnoise_events", "timerlat_plain", "blk_plain", "blk_classic", "kprobe_types", "uprobe_types",
            "synthetic_strings", "buffer_tiny", "all_files",
        ]

        @Test("The decoder prints what the kernel of an emulated board printed")
        func recordings() async throws {
            let folder = Place.run.appending(path: "recordings")
            try? FileManager.default.removeItem(at: folder)
            let recorded = try await Program.run(Place.vm.appending(path: "record"), [folder.path] + Self.cases)
            try #require(recorded.status == 0, "\(recorded.err)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "failed").path), "\(recorded.err)")
            var compared = 0
            for name in Self.cases {
                let recording = folder.appending(path: name)
                guard FileManager.default.fileExists(atPath: recording.path) else { continue }
                let comparison = try await Program.run(Place.vm.appending(path: "compare"), [recording.path])
                #expect(comparison.status == 0, "\(comparison.out)\(comparison.err)")
                compared += 1
            }
            // A kernel may lack a case or two, but not most of them.
            #expect(compared > Self.cases.count * 2 / 3, "\(recorded.err)")
        }
    }
}
