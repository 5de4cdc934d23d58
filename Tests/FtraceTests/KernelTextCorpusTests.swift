import Foundation
import Ftrace
import Testing

private let corpus = ProcessInfo.processInfo.environment["FLEETRACE_CORPUS"].map { URL(filePath: $0) }

/// Every text in the folder that FLEETRACE_CORPUS names, found by what the files are called and how they begin.
@Suite("The texts of the corpus", .enabled(if: corpus != nil, "FLEETRACE_CORPUS names no folder of recordings"))
struct KernelTextCorpusTests {
    private func texts(_ isWanted: (String) -> Bool) throws -> [(path: String, text: [UInt8])] {
        let corpus = try #require(corpus)
        let paths = FileManager.default.enumerator(atPath: corpus.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter(isWanted).sorted().map { ($0, Array(try Data(contentsOf: corpus.appending(path: $0)))) }
    }

    /// In the latency format, but not function_graph's own, which is decoded from pages.
    private func isLatencyTrace(_ text: [UInt8]) -> Bool {
        let start = String(decoding: text.prefix(200), as: UTF8.self)
        return start.contains(" latency trace v") && !start.hasPrefix("# tracer: function_graph\n")
    }

    @Test("Every text in the latency format is understood whole")
    func latency() throws {
        var count = 0
        for (path, text) in try texts({
            $0.hasSuffix("/trace.txt") || $0.hasSuffix("/snapshot.txt") || $0.contains("latency-format")
        })
        where isLatencyTrace(text) {
            try Reprint.compare(text, named: path)
            let header = try #require(try LatencyTrace(text).header)
            #expect(header.task != nil && header.release != "" && header.cpusOnline != nil, "\(path)")
            count += 1
        }
        #expect(count > 0)
    }

    @Test("Every histogram's entries are as many as its totals say, and their hits add up")
    func histograms() throws {
        for (path, text) in try texts({ $0.hasSuffix(".hist.txt") || $0.hasSuffix("/hist.txt") }) {
            let read = try HistText(text)
            #expect(read.faults.named == [], "\(path)")
            for histogram in read.histograms {
                #expect(histogram.entries.count == histogram.entryCount.map { Int($0) }, "\(path)")
                let counts = histogram.entries.compactMap(\.hitcount)
                // The event went on while its file was read.
                if let hits = histogram.hits, counts.count == histogram.entries.count {
                    #expect(counts.reduce(0, +) <= hits && counts.reduce(0, +) * 100 >= hits * 99, "\(path)")
                }
            }
        }
    }

    @Test("Every function profile is understood whole")
    func functions() throws {
        for (path, text) in try texts({ $0.contains("function_profile/function") }) {
            let profile = try FunctionProfile(text)
            #expect(profile.faults.named == [] && profile.functions.count == Reprint.lines(text).count - 3, "\(path)")
        }
    }

    @Test("Every probe profile is understood whole")
    func probes() throws {
        for (path, text) in try texts({ $0.hasSuffix("probe_profile.txt") }) {
            let profile = try ProbeProfile(text)
            #expect(profile.faults.named == [] && profile.probes.count == Reprint.lines(text).count - 1, "\(path)")
        }
    }
}
