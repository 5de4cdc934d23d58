import Ftrace
import Testing

@testable import TraceFile

@Suite("Reports of recordings")
struct ReportTests {
    private func report(_ capture: Capture, _ set: (inout FileReport) -> Void = { _ in }) throws -> (text: String, notes: [String])
    {
        var report = FileReport()
        set(&report)
        var text: [UInt8] = []
        var notes: [String] = []
        try report.run(capture, write: { text += $0 }, note: { notes.append($0) })
        return (String(decoding: text, as: UTF8.self), notes)
    }

    private func capture(_ name: String) throws -> Capture {
        try #require(try CaptureFile.open(Fixture.path(name)).first { $0.hasPages })
    }

    @Test("The text comes in pieces and is whole", arguments: ["v6.dat", "v7-zstd.dat", "folder"])
    func text(_ name: String) throws {
        let capture = try capture(name)
        #expect(try report(capture).text == (try capture.text()))
    }

    @Test("Counts add up to the records printed, by kind and by CPU", arguments: ["v6.dat", "v7-zstd.dat", "folder"])
    func stats(_ name: String) throws {
        let capture = try capture(name)
        let stats = try FileStats(capture)
        let json = try report(capture) { $0.form = .json }.text.split(separator: "\n").filter { !$0.contains("\"lost\":") }
        #expect(stats.events == UInt64(json.count) && stats.events > 0)
        #expect(stats.kinds.reduce(0) { $0 + $1.total } == stats.events)
        for kind in stats.kinds {
            #expect(kind.counts.reduce(0, +) == kind.total && kind.counts.count == stats.cpus.count)
            #expect(UInt64(json.count { $0.contains("\"event\":\"\(kind.name)\"") }) == kind.total)
        }
        #expect(stats.kinds.map(\.total) == stats.kinds.map(\.total).sorted(by: >))
        #expect(try #require(stats.firstNs) <= (try #require(stats.lastNs)))
    }

    @Test("A damaged page is named with its place in the file and its CPU, and the rest is printed")
    func damage() throws {
        let scratch = try Scratch()
        let bytes = try Fixture.bytes("v7-none.dat")
        let whole = try #require(try CaptureFile.open(MemorySource(bytes), name: "whole.dat").first { $0.hasPages })
        let page = try #require(whole.pages.first { $0.packing == .plain && $0.count > 0 })
        var broken = bytes
        // The commit word of the CPU's first page becomes absurd.
        for index in 8..<11 { broken[Int(page.offset) + index] = 0xff }
        try scratch.write("broken.dat", broken)
        let capture = try #require(try CaptureFile.open(scratch.path("broken.dat")).first { $0.hasPages })
        let (text, notes) = try report(capture)
        let named = notes.filter { $0.contains("CPU \(page.cpu)") && $0.contains("offset \(page.offset) is damaged") }
        #expect(named.count == 1, "\(notes)")
        #expect(try FileStats(capture).badPages == 1)
        #expect(text.count { $0 == "\n" } < (try report(whole).text.count { $0 == "\n" }))
    }

    @Test("A filter is applied, and a wrong one is named")
    func filter() throws {
        let capture = try capture("v6.dat")
        let cpu = try #require(capture.cpus.first)
        let lines = try report(capture) { $0.filter.cpus = [cpu] }.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let mark = "[" + String(1000 + cpu).dropFirst() + "]"
        #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(mark) })
        #expect(throws: FtraceError.self) { try report(capture) { $0.filter.events = ["nothing_like_it"] } }
    }

    @Test("CPUs that the recording does not have are told")
    func otherCPUs() throws {
        let capture = try capture("v6.dat")
        #expect(try report(capture) { $0.filter.cpus = [999] }.notes.contains { $0.hasPrefix("no chosen CPU is in the recording") })
        #expect(try !report(capture) { $0.filter.cpus = [0] }.notes.contains { $0.hasPrefix("no chosen CPU") })
    }

    @Test("The kernel's text alone is printed whole, and nothing else is made of it")
    func textAlone() throws {
        let scratch = try Scratch()
        try scratch.write("trace.txt", "# tracer: irqsoff\n#\n# irqsoff latency trace\n")
        let capture = try #require(try CaptureFile.open(scratch.url.path).first)
        #expect(try report(capture).text == "# tracer: irqsoff\n#\n# irqsoff latency trace\n")
        #expect(throws: TraceFileError.self) { try report(capture) { $0.filter.cpus = [0] } }
        #expect(throws: TraceFileError.self) { try report(capture) { $0.form = .json } }
        #expect(throws: TraceFileError.self) { try FileStats(capture) }
    }
}
