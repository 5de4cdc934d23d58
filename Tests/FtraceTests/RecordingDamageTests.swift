import Foundation
import Ftrace
import Testing

/// Every fixture with bits flipped and ends cut off: whatever the tracer and its options, the report ends, counts what the scan
/// counts, and names the damaged pages.
@Suite("Damage to recordings of every tracer")
struct RecordingDamageTests {
    static let fixtures =
        (try? FileManager.default.contentsOfDirectory(atPath: Recording.fixtures.path))?
        .filter { FileManager.default.fileExists(atPath: Recording.fixtures.appending(path: "\($0)/cpu0.raw").path) }.sorted() ?? []

    @Test("Flipped bits lose records at most, and the pages they ruin are named by CPU and offset", arguments: fixtures)
    func flips(_ name: String) throws {
        let recording = try Recording(fixture: name)
        let decoder = try recording.decoder()
        let pageBytes = decoder.geometry.pageBytes
        var named = 0
        for seed in 1...3 as ClosedRange<UInt64> {
            var generator = Generator(seed: seed)
            let pages = recording.pages.filter { !$0.bytes.isEmpty }.map { cpu, bytes in
                var bytes = Array(bytes.prefix(4 * pageBytes))
                // One page that is sure to be ruined: its length is absurd.
                bytes[decoder.geometry.commitOffset + 2] = 0xff
                for _ in 0..<24 {
                    // Most of a page may be empty: the flips are to meet what is not.
                    let at = Int.random(in: 0..<bytes.count, using: &generator) / pageBytes * pageBytes
                    let within = Int.random(in: 0..<min(1024, bytes.count - at), using: &generator)
                    bytes[at + within] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                }
                return (cpu, bytes)
            }
            named += try check(decoder, pages)
        }
        #expect(named > 0)
    }

    @Test("Pages cut short are counted and named, and those before them are read", arguments: fixtures)
    func cuts(_ name: String) throws {
        let recording = try Recording(fixture: name)
        let decoder = try recording.decoder()
        let whole = decoder.geometry.pageBytes
        var generator = Generator(seed: 9)
        for _ in 0..<3 {
            let pages = recording.pages.filter { !$0.bytes.isEmpty }.map { cpu, bytes in
                let first = Array(bytes.prefix(2 * whole))
                return (cpu, Array(first.prefix(Int.random(in: 1...first.count, using: &generator))))
            }
            try check(decoder, pages)
        }
        // Of a page only a part of the header is left.
        let (cpu, bytes) = try #require(recording.pages.first { $0.bytes.count >= whole })
        #expect(try check(decoder, [(cpu, Array(bytes.prefix(whole)) + bytes.prefix(10))]) == 1)
    }

    /// Holds text, JSON and scan against each other.
    /// - Returns: how many pages were bad.
    @discardableResult
    private func check(_ decoder: Decoder, _ pages: [(cpu: Int, bytes: [UInt8])]) throws -> Int {
        let layout = PageLayout.fixed(decoder.geometry.pageBytes)
        let scans = pages.map { decoder.scan($0.bytes, layout: layout) }
        for form in [ReportForm.text, .json] {
            let report = try TextReport(
                decoder, sources: pages.map { Self.paged($0, decoder.geometry.pageBytes) }, layout: layout, form: form,
                filter: RecordFilter())
            var lines: UInt64 = 0
            while let piece = try report.next() { lines += piece.reduce(0) { $0 + ($1 == 0x0a ? 1 : 0) } }
            let counts = report.counts
            #expect(counts.events == scans.reduce(0) { $0 + $1.events })
            #expect(counts.badPages == scans.reduce(0) { $0 + $1.badPageCount })
            if form == .json { #expect(lines >= counts.events) }
            let wanted = zip(pages, scans).flatMap { page, scan in scan.badPages.map { "\(page.cpu): \($0)" } }
            #expect(report.badPages.map { "\($0.cpu): \($0.page)" } == wanted)
        }
        return scans.reduce(0) { $0 + $1.badPageCount }
    }

    /// A block for each page, so that records are met at the end of every one.
    private static func paged(_ pages: (cpu: Int, bytes: [UInt8]), _ pageBytes: Int) -> CPUSource {
        var start = 0
        return CPUSource(cpu: pages.cpu) {
            guard start < pages.bytes.count else { return nil }
            defer { start += pageBytes }
            return Array(pages.bytes[start..<min(start + pageBytes, pages.bytes.count)])
        }
    }
}
